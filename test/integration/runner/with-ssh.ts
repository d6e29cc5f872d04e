import { spawnSync } from 'node:child_process';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';

const standIn = fileURLToPath(new URL('./ssh-stand-in', import.meta.url));

/** A PATH with `ssh` on it: the machine's, or a stand-in where there is none. `npm test` needs Node and git alone. */
export const withSsh = (path: string): string => {
  const hasOne = spawnSync('ssh', ['-V'], { env: { PATH: path }, stdio: 'ignore' }).error === undefined;
  return hasOne ? path : `${standIn}${delimiter}${path}`;
};
