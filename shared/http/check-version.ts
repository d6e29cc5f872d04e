import { Problem } from '#shared/contract/problem.ts';
import type { LastChange } from '#shared/domain/actor.ts';

/** A record as it was read. Many tell who changed it last. */
export type VersionedRecord = { readonly version: number } & Partial<
  Pick<LastChange, 'updatedBy' | 'updatedByName'>
> & {
    readonly updatedAt?: string | null;
  };

/** Compares the request's If-Match, if sent, with what was read. @throws Problem `precondition_failed` */
export type CheckVersion = (read: VersionedRecord) => void;

const versionOf = (etag: string): string => /^(?:W\/)?"(\d+)\./.exec(etag.trim())?.[1] ?? '';

/** Who was faster, as far as it is known. */
const changeOf = ({ updatedAt, updatedBy, updatedByName }: VersionedRecord): string => {
  const who = updatedByName ?? updatedBy ?? null;
  return who === null ? 'It has changed since you read it.' : `${who} changed it at ${updatedAt}, after you read it.`;
};

/**
 * Compares If-Match, if sent, with the version that was read. The problem tells who was faster.
 * @throws Problem `precondition_failed`
 */
export const checkVersion = (ifMatch: string | undefined, read: VersionedRecord): void => {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  if (ifMatch.split(',').some((one) => versionOf(one) === String(read.version))) return;
  throw new Problem('precondition_failed', `${changeOf(read)} Read it again and repeat your change with the new ETag.`);
};
