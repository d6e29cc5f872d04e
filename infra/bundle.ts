import { rmSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, buildSync } from 'esbuild';
import { functionFiles } from './functions.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The folder with the bundle of a function, which is uploaded to Lambda. */
export const bundleFolder = (file: string): string => `${root}dist/functions/${file}`;

/**
 * The settings of all bundles. CommonJS, because an ES module that imports `node:http` loads undici (30 ms). `module`
 * before `main`, because the document client's CommonJS build is 200 KB larger.
 * Source: docs/design/architecture.md, "Bundles".
 */
export const bundleSettings = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  mainFields: ['module', 'main'] as string[],
  legalComments: 'none',
  logLevel: 'warning',
  alias: {
    '@aws-sdk/credential-provider-node': './infra/runtime/environment-credentials.ts',
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

/** Bundles every function in one esbuild call. @returns bytes by function */
export const bundleFunctions = (): ReadonlyMap<string, number> => {
  rmSync(`${root}dist/functions`, { recursive: true, force: true });
  buildSync({
    ...bundleSettings,
    entryPoints: Object.fromEntries(functionFiles.map((file) => [`${file}/index`, `functions/${file}.ts`])),
    outdir: 'dist/functions',
  });
  return new Map(functionFiles.map((file) => [file, statSync(`${bundleFolder(file)}/index.js`).size]));
};
