import { readdirSync, readFileSync } from 'node:fs';
import { apiPages, type Openapi } from './api-pages.ts';
import { problemList } from './problem-list.ts';
import { pagesOutside } from './site-paths.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** Every page of the site, by its path in the repository. Those that are made have the path that they would have there. */
export const sitePages = (): ReadonlyMap<string, string> => {
  const inDocs = readdirSync(new URL('docs/', root), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => `docs/${name}`);
  return new Map([
    ...[...pagesOutside, ...inDocs].map((page) => [page, read(page)] as const),
    ...apiPages(JSON.parse(read('openapi.json')) as Openapi),
    ['docs/README.md', `---\n${read('infra/docs/home.yaml')}---\n`],
    ['docs/problems/README.md', problemList()],
  ]);
};
