import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The sources of a console, and where it is built. All paths are absolute. */
export type ConsoleSources = {
  /** The folder with `index.html` and `vite.config.ts`. */
  readonly root: string;
  /** The folder that holds one folder for each build, named after its sources. */
  readonly output: string;
  /** Files and folders whose change makes another console. */
  readonly watched: readonly string[];
};

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** The console of this repository. It imports the contract and the typed client, and nothing else of the service. */
export const ownSources: ConsoleSources = {
  root: join(repository, 'console'),
  output: join(repository, 'dist/console'),
  watched: ['console', 'shared/contract', 'shared/client', 'infra/console', 'package-lock.json'].map((path) =>
    join(repository, path),
  ),
};

const filesBelow = (path: string): string[] =>
  statSync(path).isDirectory()
    ? readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
        entry.name === 'node_modules' ? [] : filesBelow(join(path, entry.name)),
      )
    : [path];

/** A name for the present state of the sources: the same for the same files, whatever their times. */
export const sourceDigest = ({ root, watched }: Pick<ConsoleSources, 'root' | 'watched'>): string => {
  const digest = createHash('sha256');
  for (const file of watched.flatMap(filesBelow).sort()) {
    const content = readFileSync(file);
    digest.update(`${relative(root, file)}\0${content.length}\0`).update(content);
  }
  return digest.digest('hex').slice(0, 20);
};
