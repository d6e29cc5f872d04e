import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Deployment } from '#shared/contract/deployment.ts';
import type { Claim } from '#shared/contract/runner.ts';
import { changePlanOf } from './change-plan/change-plan-of.ts';
import type { PlannedChanges } from './change-plan/plan-changes.ts';
import { checkOut } from './check-out.ts';
import { fetchCommit, fetchPrevious } from './fetch-commit.ts';
import { gitIn } from './git.ts';
import { gitEnvironment } from './git-environment.ts';
import { knownHosts } from './known-hosts.ts';
import type { Redactor } from './redactor.ts';
import { readDeployKey } from './secret-store.ts';

/** Milliseconds that one call of git may take. */
const gitTimeoutMs = 15 * 60_000;

const triggersInBranch: ReadonlySet<Deployment['trigger']> = new Set(['push', 'merge', 'reconcile']);

/** A commit whose files stand in the source directory. */
export type Prepared = {
  readonly commitSha: string;
  readonly previousCommitSha: string | null;
  readonly planned: PlannedChanges;
};

export type PrepareOptions = {
  readonly claim: Claim;
  /** Private directories: of the key, and of the files. */
  readonly keyDirectory: string;
  readonly sourceDirectory: string;
  readonly redactor: Redactor;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
};

/**
 * Fetches the commit with the deploy key, checks it out and works out what it changes.
 * @throws DeployFailure with the sentence of the history
 */
export const prepare = async (options: PrepareOptions): Promise<Prepared> => {
  const { claim, keyDirectory, sourceDirectory, say } = options;
  const { deployment, sshUrl } = claim;
  const key = await readDeployKey(claim.deployKeySecretId, claim.secretStore);
  options.redactor.addKey(key);
  const files = { key: join(keyDirectory, 'key'), knownHosts: join(keyDirectory, 'known_hosts') };
  writeFileSync(files.key, key, { mode: 0o600, flag: 'wx' });
  writeFileSync(files.knownHosts, knownHosts(sshUrl, claim.hostKeys), { mode: 0o600, flag: 'wx' });
  const environment = gitEnvironment(files, process.env);
  const git = gitIn({
    directory: sourceDirectory,
    environment,
    signal: options.signal,
    timeoutMs: gitTimeoutMs,
    remove: [keyDirectory],
  });
  say(`ocore: fetching ${deployment.commitSha ?? deployment.branch ?? deployment.tag ?? ''} from ${sshUrl}`);
  const commitSha = await fetchCommit(git, {
    sshUrl,
    branch: deployment.branch,
    tag: deployment.tag,
    commitSha: deployment.commitSha,
    mustBeInBranch: triggersInBranch.has(deployment.trigger),
  });
  const previousCommitSha = await fetchPrevious(git, claim.previousCommitSha);
  await checkOut(git, sourceDirectory, commitSha, say);
  say(`ocore: checked out ${commitSha}`);
  const { odooVersion } = claim.environment;
  const planned = await changePlanOf(join(sourceDirectory, '.git'), previousCommitSha, commitSha, {
    odooVersion,
    environment,
  });
  for (const warning of planned.changePlan.warnings) say(`ocore: ${warning}`);
  return { commitSha, previousCommitSha, planned };
};
