import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installTools } from './python-tool.ts';
import { makePresentRelease } from './release.ts';

/** Before the first file: what several files need is made once. The release is bundled while the tools are installed. */
export default async (): Promise<() => void> => {
  const folder = mkdtempSync(join(tmpdir(), 'ocore-present-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const release = makePresentRelease(join(folder, 'release')).catch((error: Error) => error);
  installTools();
  const failure = await release;
  if (failure !== undefined) {
    remove();
    throw failure;
  }
  return remove;
};
