import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

// What the CLI starts as a process of its own it names like this; it becomes a file of its own in the bundle.
const startedFile = /new URL\('\.\/([\w-]+)\.ts', import\.meta\.url\)/g;

// The command starts them under the names that their sources have.
const asSource = "await import(import.meta.url.replace(/ts$/, 'js'));\n";

const startedFiles = (from: string): readonly string[] =>
  readdirSync(join(from, 'cli'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => {
      const found = readFileSync(join(from, 'cli', file), 'utf8').matchAll(startedFile);
      return [...found].map(([, name]) => join('cli', file, '..', `${name}.ts`));
    });

/**
 * Bundles the `ocore` command into a folder, as `ocore.js` for Node 24 without node_modules. An ES module, because its
 * main file awaits at the top; the SDK's own chain of credentials stays, unlike in a function.
 * @param from the root of the sources
 */
export const bundleCli = (folder: string, from = root): void => {
  const started = startedFiles(from);
  const names = started.map((file) => basename(file, '.ts'));
  buildSync({
    absWorkingDir: from,
    entryPoints: {
      ocore: 'cli/main.ts',
      ...Object.fromEntries(started.map((file, index) => [names[index] ?? '', file])),
    },
    outdir: folder,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    // Packages in CommonJS ask for Node's own modules with require.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    legalComments: 'none',
    logLevel: 'warning',
  });
  for (const name of names) writeFileSync(join(folder, `${name}.ts`), asSource);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
};
