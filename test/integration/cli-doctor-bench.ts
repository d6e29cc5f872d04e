import { connect, connectionOf } from '../../cli/contexts/connection.ts';
import { examine } from '../../cli/doctor/examine.ts';
import type { Finding } from '../../cli/doctor/finding.ts';
import { service } from './cli-bench.ts';

/** What the doctor finds, in this process. */
export const examined = (
  project: string | null,
  over: { readonly token?: string; readonly url?: string; readonly now?: () => number } = {},
): Promise<readonly Finding[]> => {
  const environment = {
    XDG_CONFIG_HOME: '/nowhere',
    OCORE_API_URL: over.url ?? service.local.url,
    OCORE_TOKEN: over.token ?? service.token,
  };
  const connection = connectionOf({}, environment);
  return examine({ client: connect({}, environment), connection, project, now: over.now ?? Date.now });
};
export const faults = async (...given: Parameters<typeof examined>): Promise<readonly (readonly string[])[]> =>
  (await examined(...given)).filter(({ ok }) => !ok).map(({ check, detail, fix }) => [check, detail, fix ?? '']);
