import { DeployFailure } from './deploy-failure.ts';
import type { GitAnswer } from './git.ts';
import { networkReason } from './network-reason.ts';

// Messages of OpenSSH and the providers, in English because of LC_ALL=C.
const reasons: readonly (readonly [RegExp, string])[] = [
  [
    /host key verification failed|no \S{1,40} host key is known|remote host identification has changed/i,
    'host_key_changed: the Git server shows another host key than the pinned one. If its operator changed it, an admin updates the pinned keys in the provider settings.',
  ],
  [
    /permission denied \(|too many authentication failures/i,
    'deploy_key_rejected: the Git server refuses the deploy key. Add its public half to the repository again, or regenerate it.',
  ],
  [
    /repository not found|could not be found|does not exist|does not appear to be a git repository|not found/i,
    'repository_not_found: the Git server does not know the repository, or the deploy key does not open it.',
  ],
];

/** Whether a fetch failed because the repository could not be opened: every further fetch from it will fail too. */
export const isUnopened = ({ stderr }: Pick<GitAnswer, 'stderr'>): boolean =>
  networkReason(stderr) !== null || reasons.some(([pattern]) => pattern.test(stderr));

/** Explains a failed fetch and says what to do; `repository_unreachable` if the cause is unknown. */
export const fetchFailure = ({ stderr }: Pick<GitAnswer, 'stderr'>): DeployFailure => {
  const unreached = networkReason(stderr);
  const known = reasons.find(([pattern]) => pattern.test(stderr))?.[1];
  const sentence =
    unreached !== null
      ? `repository_unreachable: the Git server ${unreached}. Then redeploy.`
      : (known ?? 'repository_unreachable: the Git server did not answer the fetch. Redeploy when it does.');
  return new DeployFailure(sentence, { detail: stderr.trim().slice(-2000) });
};
