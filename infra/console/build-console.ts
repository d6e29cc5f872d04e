import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';
import { buildListFile, type ConsoleBuild, noncePlaceholder } from '#shared/contract/console-build.ts';
import { writeNotices } from '../notices.ts';

/** Content types by ending, and whether such a file is worth compressing. */
const types: Readonly<Record<string, { readonly type: string; readonly compressed: boolean }>> = {
  '.js': { type: 'text/javascript; charset=utf-8', compressed: true },
  '.css': { type: 'text/css; charset=utf-8', compressed: true },
  '.svg': { type: 'image/svg+xml', compressed: true },
  '.json': { type: 'application/json', compressed: true },
  '.txt': { type: 'text/plain; charset=utf-8', compressed: true },
  '.png': { type: 'image/png', compressed: false },
  '.webp': { type: 'image/webp', compressed: false },
  '.woff2': { type: 'font/woff2', compressed: false },
};

/** Vite's own list of what it has built, kept for `npm run size`. */
export const manifestFile = 'manifest.json';

const compress = async (path: string): Promise<void> => {
  const bytes = await readFile(path);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  await Promise.all([
    promisify(brotliCompress)(bytes, { params }).then((packed) => writeFile(`${path}.br`, packed)),
    promisify(gzip)(bytes, { level: constants.Z_BEST_COMPRESSION }).then((packed) => writeFile(`${path}.gz`, packed)),
  ]);
  // Who asks for it plain gets it from the packed one.
  await rm(path);
};

const listed = async (folder: string): Promise<ConsoleBuild> => {
  const names = await readdir(join(folder, 'assets'));
  const assets = names.sort().map((name): [string, ConsoleBuild['assets'][string]] => {
    const known = types[extname(name)];
    if (known === undefined) throw new Error(`infra/console/build-console.ts knows no content type of ${name}.`);
    return [name, known];
  });
  return { assets: Object.fromEntries(assets) };
};

const checkFolder = async (folder: string): Promise<void> => {
  const known = ['.vite', 'assets', 'index.html'];
  const strays = (await readdir(folder)).filter((name) => !known.includes(name));
  if (strays.length > 0) {
    throw new Error(
      `Only files below assets/ are served, not ${strays.join(', ')}: import them in the place of public/.`,
    );
  }
  const page = await readFile(join(folder, 'index.html'), 'utf8');
  if (!page.includes(noncePlaceholder)) {
    throw new Error(`The page has no place for the nonce: set html.cspNonce to '${noncePlaceholder}'.`);
  }
};

/** Adds the sources whose code is in the build: Vite has no file that names them. */
const collectSources = (sources: Set<string>): Plugin => ({
  name: 'sources',
  generateBundle: (_, bundle) => {
    for (const output of Object.values(bundle)) {
      if (output.type === 'chunk') for (const source of output.moduleIds) sources.add(source);
    }
  },
});

/**
 * Builds a console with Vite into a folder that does not exist yet, and compresses its assets.
 * @param root the folder with `index.html` and `vite.config.ts`
 * @throws Error with what Vite says, or with what to do
 * Source: docs/design/console.md, "The built files".
 */
export const buildConsole = async (root: string, folder: string): Promise<void> => {
  // Loaded only for a build: it takes longer than all else.
  const { build } = await import('vite');
  await mkdir(folder, { recursive: true });
  const sources = new Set<string>();
  await build({
    root,
    plugins: [collectSources(sources)],
    configFile: join(root, 'vite.config.ts'),
    configLoader: 'native',
    mode: 'production',
    logLevel: 'silent',
    build: { outDir: folder, emptyOutDir: true, manifest: true, sourcemap: false },
  });
  await checkFolder(folder);
  const built = await listed(folder);
  const compressed = Object.entries(built.assets).filter(([, asset]) => asset.compressed);
  await Promise.all(compressed.map(([name]) => compress(join(folder, 'assets', name))));
  await rename(join(folder, '.vite/manifest.json'), join(folder, manifestFile));
  await rm(join(folder, '.vite'), { recursive: true });
  writeNotices(folder, [...sources]);
  await writeFile(join(folder, buildListFile), JSON.stringify(built));
};
