import { networkReason } from '../network-reason.ts';
import { shownUrl } from './remote-address.ts';

/** A submodule that stays empty. */
export type MissingSubmodule = {
  /** From the root of the repository. */
  readonly path: string;
  /** As `.gitmodules` names it, not relative; null if it names none. */
  readonly url: string | null;
  /** The commit that the repository names. */
  readonly commitSha: string;
  /** Why, and what to do: what follows the submodule's name in a sentence, without a full stop. */
  readonly why: string;
};

// The messages of git, OpenSSH and the providers, in English because of LC_ALL=C. The first that fits an answer counts.
const reasons: readonly (readonly [RegExp, string])[] = [
  [
    /did not contain [0-9a-f]{40}|not our ref|remote error: upload-pack: not our ref|unable to find current \S{1,40} revision/i,
    'has a server that does not know the commit which this repository names. Push that commit there',
  ],
  [
    /host key verification failed|no \S{1,40} host key is known|remote host identification has changed/i,
    'has a server that shows another host key than the pinned one',
  ],
  [
    /permission denied \(|repository not found|not found|could not read (?:username|password)|authentication failed|does not exist|does not appear to be a git repository|could not be found|returned error: 40[134]/i,
    'is private, or does not exist. Check its URL. Where it is private, give it a key with POST …/repository/submodules, and add that at its provider',
  ],
];

/** Why a submodule could not be fetched. @param answers what git wrote at each of the addresses that were tried */
export const whyMissing = (answers: readonly string[]): string => {
  const known = reasons.find(([pattern]) => answers.some((answer) => pattern.test(answer)))?.[1];
  if (known !== undefined) return known;
  const unreached = answers.map(networkReason).find((reason) => reason !== null);
  if (unreached !== undefined) return `could not be fetched: its server ${unreached}`;
  return `could not be fetched: ${answers.at(-1)?.trim().split('\n').at(-1) ?? 'git does not say why'}`;
};

/** A submodule in a sentence: its path, its URL, why it is missing, and what to do. */
export const describeMissing = ({ path, url, why }: MissingSubmodule): string =>
  `${path.slice(0, 200)}${url === null ? '' : ` (${shownUrl(url).slice(0, 200)})`} ${why.slice(0, 500)}`;
