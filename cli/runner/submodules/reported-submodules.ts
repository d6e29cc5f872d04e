import type { Deployment } from '#shared/contract/deployment.ts';
import { cutOrNull, cutText, textLimits } from '#shared/contract/text-limits.ts';
import type { Submodules } from './check-out-submodules.ts';
import { shownUrl } from './remote-address.ts';

type Reported = NonNullable<Deployment['submodules']>;

const size = ({ path, repositoryUrl }: Reported[number]): number => Buffer.byteLength(path + (repositoryUrl ?? ''));

/**
 * The submodules of a commit as the service takes them: first those that stay empty, without credentials in URLs. What does
 * not fit in is left out.
 * Source: docs/design/resources.md, "Claim, heartbeat, logs, complete".
 */
export const reportedSubmodules = ({ present, missing }: Submodules): Reported => {
  const all = [
    ...missing.map((one) => ({ ...one, fetched: false })),
    ...present.map((one) => ({ ...one, fetched: true })),
  ].map(({ path, url, commitSha, fetched }) => ({
    path: cutText(path, textLimits.submodulePath),
    repositoryUrl: cutOrNull(url === null ? null : shownUrl(url), textLimits.repositoryUrl),
    commitSha,
    fetched,
  }));
  const reported: Reported = [];
  let bytes = 0;
  for (const one of all.slice(0, textLimits.submodules)) {
    bytes += size(one);
    if (bytes > textLimits.submoduleBytes) break;
    reported.push(one);
  }
  return reported;
};
