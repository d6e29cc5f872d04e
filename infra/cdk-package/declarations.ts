import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { optionTypes } from './options.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What is written from the schema in the place of the declarations of its file. */
const generated: Readonly<Record<string, () => string>> = { 'ocore-options.d.ts': optionTypes };

/**
 * The declarations of a file and of those beside it that it imports, by name, for a package.
 * @param entry relative to the root of the repository
 * @throws Error if they name a file elsewhere, which would have to be in the package too
 */
export const declarationsOf = (entry: string): ReadonlyMap<string, string> => {
  mkdirSync(join(root, 'dist'), { recursive: true });
  const folder = mkdtempSync(join(root, 'dist/declarations-'));
  try {
    const compilerOptions = { noEmit: false, declaration: true, emitDeclarationOnly: true, outDir: '.', rootDir: root };
    const config = { extends: '../../tsconfig.json', compilerOptions, include: [], files: [join(root, entry)] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    // Its types are checked by `npm run check`.
    execFileSync(join(root, 'node_modules/.bin/tsc'), ['--noCheck', '--project', folder], { stdio: 'pipe' });
    const found = new Map<string, string>();
    const add = (name: string): void => {
      if (found.has(name)) return;
      const text = generated[name]?.() ?? readFileSync(join(folder, dirname(entry), name), 'utf8');
      const stray = /from '((?:#|\.\.\/)[^']+)'/.exec(text)?.[1];
      if (stray !== undefined) throw new Error(`${name} names ${stray}, which is not in the package.`);
      found.set(name, text.replace(/from '(\.\/[^']+)\.ts'/g, "from '$1.js'"));
      for (const [, other] of text.matchAll(/from '\.\/([^']+)\.ts'/g)) add(`${other}.d.ts`);
    };
    add(basename(entry).replace(/\.ts$/, '.d.ts'));
    return found;
  } finally {
    rmSync(folder, { recursive: true });
  }
};
