import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ImportDeclaration, parse } from 'acorn';
import { buildSync } from 'esbuild';
import { sourcesOf, writeNotices } from './notices.ts';

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

const builtin = /^node:(?!module$)/;

/** Programs start others rarely, and the module takes as long as the command line's own parser. */
const lazy = new Set(['node:child_process']);

/** The same names by `require`, which the banner makes. */
const required = ({ specifiers, source }: ImportDeclaration): string => {
  const from = `require(${JSON.stringify(source.value)})`;
  const named = specifiers.flatMap((one) =>
    one.type === 'ImportSpecifier' && one.imported.type === 'Identifier'
      ? [`${one.imported.name}:${one.local.name}`]
      : [],
  );
  const whole = specifiers.flatMap((one) => (one.type === 'ImportSpecifier' ? [] : [one.local.name]));
  const object = lazy.has(String(source.value)) ? `new Proxy({},{get:(_,name)=>${from}[name]})` : from;
  return [
    ...whole.map((name) => `const ${name}=${object};`),
    ...(named.length === 0 ? [] : [`const{${named.join(',')}}=${from};`]),
  ].join('');
};

/**
 * Takes Node's modules by `require`. An `import` of one reads all its properties at once, and those of `process` open the
 * standard streams: that is a third of the time of a short command (D-096).
 */
const withoutFacades = (text: string): string => {
  const { body } = parse(text, { ecmaVersion: 'latest', sourceType: 'module' });
  const found = body.filter((node) => node.type === 'ImportDeclaration');
  return found
    .filter(({ source, specifiers }) => builtin.test(String(source.value)) && specifiers.length > 0)
    .reverse()
    .reduce((left, node) => left.slice(0, node.start) + required(node) + left.slice(node.end), text);
};

/**
 * Bundles the `ocore` command into a folder, as `ocore.js` and its parts for Node 20 or newer without node_modules. It is
 * an ES module, because its main file uses top-level await. Unlike a function it keeps the SDK's credential chain.
 * @param from the root of the sources
 */
export const bundleCli = (folder: string, from = root): void => {
  const started = startedFiles(from);
  const names = started.map((file) => basename(file, '.ts'));
  const { metafile } = buildSync({
    absWorkingDir: from,
    entryPoints: {
      ocore: 'cli/main.ts',
      ...Object.fromEntries(started.map((file, index) => [names[index] ?? '', file])),
    },
    outdir: folder,
    bundle: true,
    metafile: true,
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
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.js'))) {
    const file = join(folder, name);
    writeFileSync(file, withoutFacades(readFileSync(file, 'utf8')));
  }
  writeNotices(folder, sourcesOf(Object.values(metafile.outputs)));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
};
