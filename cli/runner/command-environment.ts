import type { Claim } from '#shared/contract/runner.ts';

const allowed = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR', 'USER', 'LOGNAME', 'SHELL'];
// The runner's own credentials, which are never passed on.
const never = /^(?:AWS_|OCORE_|NODE_CHANNEL_)/;

/** Whether a variable may be passed on with --pass-env. The runner's own credentials may not. */
export const isPassable = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !never.test(name);

/** The facts about a deployment after its commit was checked out. */
export type Facts = {
  readonly claim: Pick<Claim, 'deployment' | 'environment'>;
  readonly commitSha: string;
  readonly previousCommitSha: string | null;
  readonly sourceDirectory: string;
  readonly changedModules: readonly string[];
  /** The name of the module that the repository itself is; null if it is none. */
  readonly rootModule: string | null;
  /** Where the command may write what it updates. */
  readonly reportFile: string;
};

/** The variables of the host that a deploy command gets. */
export const inheritedVariables = (host: NodeJS.ProcessEnv, passed: readonly string[] = []): Record<string, string> => {
  const names = Object.keys(host).filter(
    (name) => allowed.includes(name) || name.startsWith('LC_') || (passed.includes(name) && isPassable(name)),
  );
  return Object.fromEntries(names.map((name) => [name, host[name] ?? '']));
};

/**
 * The environment of a deploy command: allowed variables of the host, and the facts. Unknown facts are empty.
 * Source: docs/runner.md, "What the command gets".
 */
export const commandEnvironment = (
  facts: Facts,
  host: NodeJS.ProcessEnv,
  passed: readonly string[] = [],
): Record<string, string> => {
  const { deployment, environment } = facts.claim;
  const { update } = deployment;
  return {
    ...inheritedVariables(host, passed),
    OCORE_PROJECT_ID: deployment.projectId,
    OCORE_DEPLOYMENT_ID: deployment.id,
    OCORE_ENVIRONMENT_ID: environment.id,
    OCORE_ENVIRONMENT_NAME: environment.name,
    OCORE_ENVIRONMENT_TYPE: environment.type,
    OCORE_BRANCH: deployment.branch ?? '',
    OCORE_TAG: deployment.tag ?? '',
    OCORE_COMMIT_SHA: facts.commitSha,
    OCORE_PREVIOUS_COMMIT_SHA: facts.previousCommitSha ?? '',
    OCORE_SOURCE_DIR: facts.sourceDirectory,
    OCORE_CHANGED_MODULES: facts.changedModules.join(','),
    OCORE_ROOT_MODULE: facts.rootModule ?? '',
    OCORE_REPORT: facts.reportFile,
    OCORE_UPDATE: Array.isArray(update) ? update.join(',') : update,
  };
};
