import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

// The CLI references scripts that it starts as processes like this. Each becomes a separate file in the bundle.
const startedFile = /new URL\(`\.\/([\w-]+)\$\{extname\(import\.meta\.url\)\}`, import\.meta\.url\)/g;

const startedFiles = (from: string): readonly string[] =>
  readdirSync(join(from, 'cli'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => {
      const found = readFileSync(join(from, 'cli', file), 'utf8').matchAll(startedFile);
      return [...found].map(([, name]) => join('cli', file, '..', `${name}.ts`));
    });

/**
 * Bundles the `ocore` command into a folder, as `ocore.js` and its parts for Node 20 or newer without node_modules. It is
 * an ES module, because its main file uses top-level await. Unlike a function it keeps the SDK's credential chain.
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
    target: 'node20',
    format: 'esm',
    // What a command loads only when it is used stays a file of its own: the runner, the AWS SDK, YAML.
    splitting: true,
    minify: true,
    chunkNames: 'part-[hash]',
    mainFields: ['module', 'main'],
    // CommonJS packages load Node's modules with require.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    legalComments: 'none',
    logLevel: 'warning',
  });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
};
