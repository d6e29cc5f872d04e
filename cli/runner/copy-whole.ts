import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, rename } from 'node:fs/promises';

/** Copies under another name first, so that a reader never sees a part. The command may write to its own copy. */
export const copyWhole = async (from: string, to: string): Promise<void> => {
  const temporary = `${to}.${randomUUID()}.new`;
  await copyFile(from, temporary, constants.COPYFILE_FICLONE);
  await rename(temporary, to);
};
