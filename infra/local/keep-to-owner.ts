import { chmodSync, lstatSync, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { LocalFailure } from './local-failure.ts';

// By name: a --state-dir that holds other things too must not lose their modes.
const ours =
  /^(access-key(\.new)?|lock(\.(new|after)-.*)?|table|table\.sqlite.*|(secrets|organization|first-key|stream)\.json(\.new)?)$/;

const keep = (path: string, user: number | undefined): void => {
  const found = lstatSync(path);
  if (user !== undefined && found.uid !== user) {
    throw new LocalFailure(
      `${path} belongs to another user (id ${found.uid}), who could read and change the state. Choose another --state-dir, or start oCore as that user.`,
    );
  }
  if (found.isDirectory()) chmodSync(path, 0o700);
  else if (found.isFile()) chmodSync(path, 0o600);
};

/**
 * Restricts a state directory and its files to the user of this process (0700 and 0600), even if they existed before.
 * @param user the id of that user; undefined on Windows
 * @throws LocalFailure if the directory or a file belongs to another user
 */
export const keepToOwner = (directory: string, user = process.getuid?.()): void => {
  const root = realpathSync(directory);
  keep(root, user);
  for (const name of readdirSync(root).filter((one) => ours.test(one))) {
    keep(join(root, name), user);
    // AWS's engine keeps its files in a folder.
    if (name === 'table') for (const file of readdirSync(join(root, name))) keep(join(root, name, file), user);
  }
};
