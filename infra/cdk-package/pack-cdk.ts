import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { bundleFolder } from '../bundle.ts';
import { bundleCli } from '../bundle-cli.ts';
import { functionFiles } from '../functions.ts';
import { makeBundles } from '../make-bundles.ts';
import { sourcesOf, writeNotices } from '../notices.ts';
import { packFolder } from '../pack-folder.ts';
import { declarationsOf } from './declarations.ts';
import { cdkReadme } from './readme.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const entry = 'infra/constructs/ocore-projects.ts';

/** What makes bundles is not in the package, which holds them. */
const prebuilt: Plugin = {
  name: 'prebuilt',
  setup: ({ onResolve }) => {
    const path = join(root, 'infra/cdk-package/prebuilt.ts');
    onResolve({ filter: /\/bundle(?:-cli)?\.ts$/ }, ({ importer }) => (importer === path ? undefined : { path }));
  },
};

const bundleConstruct = async (content: string): Promise<void> => {
  const { metafile, warnings } = await build({
    absWorkingDir: root,
    entryPoints: { index: entry },
    outdir: content,
    bundle: true,
    platform: 'node',
    target: 'node20',
    // Most CDK apps are CommonJS. Apps of ES modules import it by name all the same.
    format: 'cjs',
    external: ['aws-cdk-lib', 'constructs'],
    define: { 'import.meta.dirname': '__dirname' },
    legalComments: 'none',
    logLevel: 'silent',
    plugins: [prebuilt],
    metafile: true,
  });
  const [warning] = warnings;
  if (warning !== undefined) throw new Error(`${warning.location?.file}: ${warning.text}`);
  writeNotices(content, sourcesOf(Object.values(metafile.outputs)));
};

const versionOf = (name: string): string => {
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'));
  return `^${version}`;
};

/**
 * Makes the npm package `ocore-projects-cdk` of bundles that are there: the construct, its declarations, and the bundles of
 * functions, console and command.
 * @param folder where the package is put together; what is there is deleted
 * @returns its tarball, in the folder
 */
export const packBundles = async (folder: string): Promise<string> => {
  const content = join(folder, 'ocore-projects-cdk');
  rmSync(content, { recursive: true, force: true });
  mkdirSync(join(content, 'cli'), { recursive: true });
  for (const file of functionFiles) cpSync(bundleFolder(file), join(content, 'functions', file), { recursive: true });
  bundleCli(join(content, 'cli'));
  await bundleConstruct(content);
  const name = basename(entry, '.ts');
  for (const [file, text] of declarationsOf(entry)) writeFileSync(join(content, file), text);
  writeFileSync(join(content, 'README.md'), cdkReadme());
  return packFolder(content, {
    name: 'ocore-projects-cdk',
    main: 'index.js',
    types: `${name}.d.ts`,
    exports: { '.': { types: `./${name}.d.ts`, default: './index.js' }, './package.json': './package.json' },
    engines: { node: '>=20' },
    keywords: ['aws', 'cdk', 'awscdk', 'odoo', 'git', 'webhook', 'deployment'],
    peerDependencies: { 'aws-cdk-lib': versionOf('aws-cdk-lib'), constructs: versionOf('constructs') },
  });
};

/** Makes the bundles, and the package of them. See `packBundles`. */
export const packCdk = async (folder: string): Promise<string> => {
  await makeBundles();
  return packBundles(folder);
};
