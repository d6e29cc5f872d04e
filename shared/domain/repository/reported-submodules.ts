import type { ReportedSubmodule } from '#shared/contract/submodule.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { SubmoduleRecord } from '#shared/domain/records/submodule.ts';
import { sshOn443 } from './ssh-on-443.ts';

/** How many are listed: those of one deployment are at most as many. */
const maxReported = 200;

/** The deployments that may have reported their submodules: in each environment the running one and the one that ended last. */
export const reportingDeployments = (
  environments: readonly Pick<EnvironmentRecord, 'running' | 'lastDeployment'>[],
): readonly DeploymentRecord['id'][] =>
  environments.flatMap(({ running, lastDeployment }) => [running, lastDeployment].flatMap((one) => one?.id ?? []));

const withoutEnd = (path: string): string => {
  let end = path.length;
  while (path[end - 1] === '/') end -= 1;
  return path.slice(0, end).replace(/\.git$/, '');
};

/** What all addresses of one repository have in common, over SSH or HTTPS: `github.com/acme/theme`. */
const nameOf = (url: string): string => {
  const [, scheme, rest = ''] = /^(?:([a-z+]+):\/\/)?(.*)$/.exec(url.toLowerCase()) ?? [];
  const at = rest.slice(0, rest.indexOf('/') < 0 ? rest.length : rest.indexOf('/')).lastIndexOf('@');
  // `git@host:path` has a colon where `ssh://git@host:22/path` has a port.
  const cut = scheme === undefined ? ':' : '/';
  const place = rest.slice(at + 1);
  const end = place.indexOf(cut);
  const host = place.slice(0, Math.max(0, end)).replace(/:\d+$/, '');
  const web = Object.entries(sshOn443).find(([, alias]) => alias === host)?.[0] ?? host;
  return `${web}/${withoutEnd(place.slice(end + 1)).replace(/^\/+/, '')}`;
};

const keyOf = (url: string | null, submodules: readonly SubmoduleRecord[]): SubmoduleRecord['id'] | null => {
  if (url === null) return null;
  const name = nameOf(url);
  const own = submodules.find((one) => [one.httpsUrl, one.sshUrl].some((address) => nameOf(address) === name));
  return own?.id ?? null;
};

/**
 * The submodules that runners have reported, those of the newest deployments first, each path with its repository once.
 * Source: docs/design/resources.md, "Submodules".
 * @param submodules those that have a key of their own
 * @param deployments in any order
 */
export const reportedSubmodules = (
  submodules: readonly SubmoduleRecord[],
  deployments: readonly Pick<DeploymentRecord, 'id' | 'submodules'>[],
): readonly ReportedSubmodule[] => {
  const found = new Map<string, ReportedSubmodule>();
  for (const { id, submodules: reported } of [...deployments].sort((one, other) => (one.id < other.id ? 1 : -1))) {
    for (const { path, repositoryUrl, fetched } of reported ?? []) {
      const key = `${path}\n${repositoryUrl}`;
      if (found.has(key) || found.size === maxReported) continue;
      const submoduleId = keyOf(repositoryUrl, submodules);
      found.set(key, { path, repositoryUrl, fetched, submoduleId, deploymentId: id });
    }
  }
  return [...found.values()];
};
