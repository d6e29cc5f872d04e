import { rmSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Metafile, transform } from 'esbuild';
import { functionFiles, providerFunctions } from './functions.ts';
import { sourcesOf, writeNotices } from './notices.ts';
import { packedDocument } from './packed-document.ts';
import { trimmedContract } from './trimmed-contract.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The folder with the bundle of a function, which is uploaded to Lambda. */
export const bundleFolder = (file: string): string => `${root}dist/functions/${file}`;

/** Bytes of a bundle: what Node reads at a cold start, and everything with the chunks that are read when needed. */
export type BundleSize = { readonly atStart: number; readonly inAll: number };

/**
 * The settings of all bundles. `module` before `main`, because the document client's CommonJS build is 200 KB larger.
 * Source: docs/design/architecture.md, "Bundles".
 */
export const bundleSettings = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'] as string[],
  legalComments: 'none',
  logLevel: 'warning',
  alias: {
    '@aws-sdk/credential-provider-node': './infra/runtime/environment-credentials.ts',
    '@aws-sdk/endpoint-cache': './infra/runtime/unused-endpoint-cache.ts',
    '@smithy/core/event-streams': './infra/runtime/unused-event-streams.ts',
    'bcrypt-pbkdf': './infra/runtime/no-key-passphrases.ts',
    '@octokit/app': './infra/runtime/unused-octokit.ts',
    '@octokit/oauth-app': './infra/runtime/unused-octokit.ts',
    '@octokit/plugin-paginate-graphql': './infra/runtime/unused-octokit.ts',
    '@octokit/plugin-rest-endpoint-methods': './infra/runtime/unused-octokit.ts',
    '@octokit/plugin-retry': './infra/runtime/unused-octokit.ts',
    '@octokit/plugin-throttling': './infra/runtime/unused-octokit.ts',
  },
  // Without its native parts ssh2 uses JavaScript. They must be external, because they may not have been built.
  external: ['cpu-features', '*.node'] as string[],
} as const satisfies BuildOptions;

const plugins = [packedDocument, trimmedContract];

/** The outputs that the entry reaches, at its start or ever. esbuild also writes chunks whose import it has dropped. */
const reached = ({ outputs }: Metafile, entry: string, ever: boolean): ReadonlySet<string> => {
  const seen = new Set<string>();
  const visit = (output: string): void => {
    if (seen.has(output)) return;
    seen.add(output);
    for (const { path, kind, external } of outputs[output]?.imports ?? [])
      if (external !== true && (ever || kind !== 'dynamic-import')) visit(path);
  };
  visit(entry);
  return seen;
};

const asCommonJs = async (text: string): Promise<string> =>
  (
    await transform(text, {
      format: 'cjs',
      minify: true,
      platform: 'node',
      target: 'node24',
      supported: { 'dynamic-import': false },
    })
  ).code;

/**
 * Bundles one module into a folder: `index.js`, and a chunk for what it imports dynamically, which Node does not even read
 * until then. esbuild splits only ES modules, and each is then made CommonJS: an ES module that imports `node:http` loads
 * undici (30 ms).
 */
export const bundleInto = async (
  folder: string,
  entry: Pick<BuildOptions, 'entryPoints' | 'stdin'>,
): Promise<BundleSize> => {
  const { outputFiles, metafile } = await build({
    ...bundleSettings,
    plugins,
    ...entry,
    format: 'esm',
    splitting: true,
    outdir: folder,
    entryNames: 'index',
    chunkNames: '[name]-[hash]',
    write: false,
    metafile: true,
  });
  const index = relative(root, `${folder}/index.js`);
  const atStart = reached(metafile, index, false);
  const ever = reached(metafile, index, true);
  const size = { atStart: 0, inAll: 0 };
  await mkdir(folder, { recursive: true });
  writeNotices(folder, sourcesOf([...ever].flatMap((output) => metafile.outputs[output] ?? [])));
  await Promise.all(
    outputFiles.map(async ({ path, text }) => {
      const output = relative(root, path);
      if (!ever.has(output)) return;
      const code = await asCommonJs(text);
      await writeFile(path, code);
      const bytes = Buffer.byteLength(code);
      size.inAll += bytes;
      if (atStart.has(output)) size.atStart += bytes;
    }),
  );
  return size;
};

const otherSplitFunctions: ReadonlySet<string> = new Set([
  'webhooks/receive-webhook',
  'meta/get-openapi',
  'runner/complete-deployment',
]);

/** Worth a call of esbuild each: what they import dynamically is large. */
const isSplit = (file: string): boolean => providerFunctions.has(file) || otherSplitFunctions.has(file);

/** Bundles functions into one file each, in one call of esbuild, which then reads every source once. */
const bundleWhole = async (files: readonly string[]): Promise<readonly (readonly [string, BundleSize])[]> => {
  const { metafile } = await build({
    ...bundleSettings,
    plugins,
    metafile: true,
    format: 'cjs',
    entryPoints: Object.fromEntries(files.map((file) => [`${file}/index`, `functions/${file}.ts`])),
    outdir: 'dist/functions',
  });
  return files.map((file) => {
    const folder = bundleFolder(file);
    const output = metafile.outputs[relative(root, `${folder}/index.js`)];
    writeNotices(folder, sourcesOf(output === undefined ? [] : [output]));
    const { size } = statSync(`${folder}/index.js`);
    return [file, { atStart: size, inAll: size }];
  });
};

const bundleSplit = async (file: string): Promise<readonly [string, BundleSize]> => [
  file,
  await bundleInto(bundleFolder(file), { entryPoints: [`functions/${file}.ts`] }),
];

/** Bundles every function. @returns bytes by function */
export const bundleFunctions = async (): Promise<ReadonlyMap<string, BundleSize>> => {
  rmSync(`${root}dist/functions`, { recursive: true, force: true });
  const whole = await bundleWhole(functionFiles.filter((file) => !isSplit(file)));
  return new Map([...whole, ...(await Promise.all(functionFiles.filter(isSplit).map(bundleSplit)))]);
};
