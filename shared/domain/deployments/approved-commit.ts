import { cutText, textLimits } from '#shared/contract/text-limits.ts';
import { nearestNames } from '#shared/domain/nearest-names.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { Ref } from '#shared/domain/ref.ts';
import { accept, type RuleResult, refuse } from '#shared/domain/rule-result.ts';

/** The remote's answer about a branch or tag. */
export type RemoteHead =
  | { readonly kind: 'found'; readonly commitSha: string }
  /** The remote was read and has no such name. `names`: those of the same kind that it has. */
  | { readonly kind: 'missing'; readonly names: readonly string[] }
  /** `detail`: a sentence that says why the read failed. */
  | { readonly kind: 'unreadable'; readonly detail: string };

type Wanted = Pick<DeploymentRecord, 'branch' | 'tag' | 'commitSha'>;

const fullLength = 40;

/** Whether all 40 digits of a commit are known. Bitbucket shows only the first 12 of a merge until it is resolved. */
export const isFullCommit = (commitSha: string | null): commitSha is string =>
  commitSha !== null && commitSha.length >= fullLength;

/**
 * The branch or tag that determines the commit of a deployment; null if the full id is known, or if nothing determines
 * it.
 */
export const refToResolve = ({ branch, tag, commitSha }: Wanted): Ref | null => {
  if (isFullCommit(commitSha)) return null;
  if (branch !== null) return { type: 'branch', name: branch };
  return tag === null ? null : { type: 'tag', name: tag };
};

/**
 * The commit of a requested deployment, as far as it is known.
 * @param head the remote's answer; null if it was not asked
 * @returns null or the known digits, if the approval has to name the commit
 */
export const requestedCommit = ({ commitSha }: Wanted, head: RemoteHead | null): string | null =>
  head?.kind === 'found' && head.commitSha.startsWith(commitSha ?? '') ? head.commitSha : commitSha;

/** Suggests existing names for a branch or tag that does not exist: the end of a sentence. */
export const nearest = ({ name }: Ref, { names }: Extract<RemoteHead, { readonly kind: 'missing' }>): string => {
  const near = nearestNames(name, names);
  return near.length === 0 ? '' : `; the nearest names are ${near.join(', ')}`;
};

/** A requested deployment. If its commit could not be read, its status reason says so. */
export const withUnknownCommit = (deployment: DeploymentRecord, head: RemoteHead | null): DeploymentRecord => {
  if (head?.kind !== 'unreadable') return deployment;
  const note = deployment.waitsFor.includes('approval')
    ? 'Its commit is not known yet because the repository could not be read. If that lasts, approve it with { "commitSha" }.'
    : cutText(
        `The runner has to find out whether ${deployment.branch ?? deployment.tag} exists because the repository could not be read: ${head.detail}`,
        textLimits.reason,
      );
  return { ...deployment, statusReason: `${deployment.statusReason ?? ''} ${note}`.trim() };
};

const bodyHint = 'Approve it with { "commitSha": "…" }, with all 40 digits of the commit to deploy.';

const differs = (is: string, asked: string, where: string): RuleResult<string> =>
  refuse(
    'conflict',
    `${where} ${is}, not ${asked}. Approve it without commitSha to deploy ${is}, or start a deployment of ${asked}.`,
  );

/** Only the approval can name the commit. */
const askedAlone = (known: string | null, asked: string | undefined, why: string): RuleResult<string> => {
  if (asked === undefined) return refuse('conflict', `${why} ${bodyHint}`);
  return asked.startsWith(known ?? '')
    ? accept(asked)
    : refuse('conflict', `The commit of the deployment begins with ${known}, which ${asked} does not. ${bodyHint}`);
};

/**
 * The commit that an approval is for. Refusal: `conflict` if it is unknown, or differs from the named one.
 * @param asked the commit that the approval names
 * @param head the remote's present answer; null if it was not asked, because the full id is known
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
        return askedAlone(
          known,
          asked,
          `${name} no longer points to the commit ${known}, and the other digits of that commit are not known.`,
        );
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
