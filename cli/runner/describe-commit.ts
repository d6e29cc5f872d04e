import type { Deployment } from '#shared/contract/deployment.ts';
import { cutText, textLimits } from '#shared/contract/text-limits.ts';
import type { Git } from './git.ts';
import type { Redactor } from './redactor.ts';
import type { CommitFacts } from './runner-api.ts';

/** The service takes no carriage return in a line. Git keeps those of a message that another program wrote. */
const inOneLine = (text: string): string => text.replace(/\r+/g, ' ').trimEnd();

/**
 * Tells the service which commit a deployment carries out: its full id and, where the service does not know them, the name
 * of its author and the first line of its message, cut to the limits of the service and without secrets.
 * @param commitSha of a commit that is fetched
 */
export const describeCommit = async (
  git: Git,
  commitSha: string,
  known: Pick<Deployment, 'commitMessage' | 'commitAuthor'>,
  redactor: Redactor,
): Promise<CommitFacts> => {
  const { stdout } = await git(['show', '--no-patch', '--format=%an%n%B', commitSha], { isOffline: true });
  const [author = '', message = ''] = stdout.split('\n', 2);
  const commitMessage = cutText(inOneLine(redactor.redact(message)), textLimits.firstLine);
  const commitAuthor = cutText(inOneLine(redactor.redact(author)), textLimits.author);
  return {
    commitSha,
    ...(known.commitMessage === null && commitMessage !== '' ? { commitMessage } : {}),
    ...(known.commitAuthor === null && commitAuthor !== '' ? { commitAuthor } : {}),
  };
};
