import { Problem } from '#shared/contract/problem.ts';

const versionOf = (etag: string): string => /^(?:W\/)?"(\d+)\./.exec(etag.trim())?.[1] ?? '';

/**
 * Compares If-Match, if sent, with the version that was read.
 * @throws Problem `precondition_failed`
 */
export const checkVersion = (ifMatch: string | undefined, version: number): void => {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  if (ifMatch.split(',').some((one) => versionOf(one) === String(version))) return;
  throw new Problem(
    'precondition_failed',
    'It has changed since you read it. Read it again and repeat your change with the new ETag.',
  );
};
