import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vitepress';
import { faultsOfSite } from './site-faults.ts';
import { sitePages } from './site-pages.ts';
import { copiedFiles, pageOnSite } from './site-paths.ts';

// `npm run docs [-- --base /path/]` builds the documentation's site into dist/docs. What VitePress reads is laid out in
// dist/docs-source: the pages at their places on the site, and a configuration that names this folder's.
const root = new URL('../../', import.meta.url);
const laidOut = new URL('dist/docs-source/', root);
const site = new URL('dist/docs/', root);

const lay = (name: string, text: string): void => {
  const file = new URL(name, laidOut);
  mkdirSync(dirname(fileURLToPath(file)), { recursive: true });
  writeFileSync(file, text);
};

const at = process.argv.indexOf('--base');
const base = at === -1 ? '/' : (process.argv[at + 1] ?? '/');

for (const folder of [laidOut, site]) rmSync(folder, { recursive: true, force: true });
for (const [page, text] of sitePages()) lay(pageOnSite(page), text);
for (const [path, onSite] of copiedFiles) cpSync(new URL(path, root), new URL(`public/${onSite}`, laidOut));
cpSync(new URL('docs/images/', root), new URL('public/images/', laidOut), { recursive: true });
lay(
  '.vitepress/theme/index.js',
  `export { default } from 'vitepress/theme-without-fonts';
import '${fileURLToPath(new URL('site.css', import.meta.url))}';
`,
);
// An address that is not a literal is imported by Node itself, which reads TypeScript, and is not bundled once more.
lay(
  '.vitepress/config.js',
  `export default (await import(${JSON.stringify([import.meta.resolve('./site-config.ts')])}[0])).default;
`,
);

await build(fileURLToPath(laidOut), { base });
const faults = faultsOfSite(site, base);
if (faults.length > 0) {
  process.stderr.write(`${faults.join('\n')}\n`);
  process.exitCode = 1;
} else {
  process.stdout.write('dist/docs\n');
}
