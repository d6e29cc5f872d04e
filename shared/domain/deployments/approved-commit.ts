import { nearestNames } from '#shared/domain/nearest-names.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { Ref } from '#shared/domain/ref.ts';
import { accept, type RuleResult, refuse } from '#shared/domain/rule-result.ts';

/** What the remote says of a branch or tag. */
export type RemoteHead =
  | { readonly kind: 'found'; readonly commitSha: string }
  /** The remote was read and has no such name. `names`: those of the same kind that it has. */
  | { readonly kind: 'missing'; readonly names: readonly string[] }
  /** `detail` is a sentence that says why it could not be read. */
  | { readonly kind: 'unreadable'; readonly detail: string };

type Wanted = Pick<DeploymentRecord, 'branch' | 'tag' | 'commitSha'>;

const fullLength = 40;

/** Whether a commit is named by all its digits: Bitbucket names merges by the first 12 until they are resolved. */
export const isFullCommit = (commitSha: string | null): commitSha is string =>
  commitSha !== null && commitSha.length >= fullLength;

/** The branch or tag that tells the commit of a deployment; null where all its digits are known, or nothing tells it. */
export const refToResolve = ({ branch, tag, commitSha }: Wanted): Ref | null => {
  if (isFullCommit(commitSha)) return null;
  if (branch !== null) return { type: 'branch', name: branch };
  return tag === null ? null : { type: 'tag', name: tag };
};

/** The branch or tag to read while a deployment is requested: only where somebody has to approve what it stands for. */
export const refToResolveFor = ({ approval }: Pick<EnvironmentRecord, 'approval'>, wanted: Wanted): Ref | null =>
  approval === 'none' ? null : refToResolve(wanted);

/**
 * The commit of a deployment that is being requested, as far as it can be known.
 * @param head what the remote said, where it was asked
 * @returns null, or the digits that are known, where the approval has to tell it
 */
export const requestedCommit = ({ commitSha }: Wanted, head: RemoteHead | null): string | null =>
  head?.kind === 'found' && head.commitSha.startsWith(commitSha ?? '') ? head.commitSha : commitSha;

/** What somebody may have meant who named a branch or tag that is not there: the end of a sentence. */
export const nearest = ({ name }: Ref, { names }: Extract<RemoteHead, { readonly kind: 'missing' }>): string => {
  const near = nearestNames(name, names);
  return near.length === 0 ? '' : `; the nearest names are ${near.join(', ')}`;
};

/** A deployment that is being requested; where its commit could not be read, it says so. */
export const withUnknownCommit = (deployment: DeploymentRecord, head: RemoteHead | null): DeploymentRecord => {
  if (head?.kind !== 'unreadable') return deployment;
  const note =
    'Its commit is not known yet, since the repository could not be read: where that lasts, approve it with { "commitSha" }.';
  return { ...deployment, statusReason: `${deployment.statusReason ?? ''} ${note}`.trim() };
};

const bodyHint = 'Approve it with { "commitSha": "…" }, all 40 digits of the commit that shall be deployed.';

const differs = (is: string, asked: string, where: string): RuleResult<string> =>
  refuse(
    'conflict',
    `${where} ${is}, not ${asked}. Approve it without commitSha to deploy ${is}, or start a deployment of ${asked}.`,
  );

/** Nothing but the approval can tell the commit. */
const askedAlone = (known: string | null, asked: string | undefined, why: string): RuleResult<string> => {
  if (asked === undefined) return refuse('conflict', `${why} ${bodyHint}`);
  return asked.startsWith(known ?? '')
    ? accept(asked)
    : refuse('conflict', `The commit of the deployment begins with ${known}, which ${asked} does not. ${bodyHint}`);
};

/**
 * The one commit that an approval is for. Refusal: `conflict` where it is not known, or is another one than was asked for.
 * @param asked the commit that the approval names
 * @param head what the remote says now; null where it was not asked, since all digits are known
 */
export const approvedCommit = (
  pending: Wanted,
  asked: string | undefined,
  head: RemoteHead | null,
): RuleResult<string> => {
  const { commitSha: known } = pending;
  if (isFullCommit(known)) {
    return asked === undefined || asked === known ? accept(known) : differs(known, asked, 'The deployment is of');
  }
  const name = pending.branch ?? pending.tag ?? 'the deployment';
  switch (head?.kind) {
    case 'found':
      if (known !== null && !head.commitSha.startsWith(known)) {
        return askedAlone(known, asked, `${name} has moved on from the commit ${known}, of which no more is known.`);
      }
      return asked === undefined || asked === head.commitSha
        ? accept(head.commitSha)
        : differs(head.commitSha, asked, `${name} stands at`);
    case 'missing':
      return known === null
        ? refuse('conflict', `branch_not_found: ${name} is not in the repository any more. Cancel the deployment.`)
        : askedAlone(known, asked, `${name} is not in the repository any more.`);
    case 'unreadable':
    case undefined:
      return askedAlone(
        known,
        asked,
        `The commit of ${name} is not known, and the repository could not be read: ${head?.detail ?? ''}`.trim(),
      );
  }
};
