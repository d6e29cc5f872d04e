/**
 * Which files of the repository are on the documentation's site, and where. The site has no text of its own: a page is a
 * file that people also read in the repository, or it is made from the contract.
 */

/** The pages outside of docs/. On the site their names are of small letters, and the README is the tour. */
export const pagesOutside: readonly string[] = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'];

/** Files that pages link to. The names on the site have endings, so that a server knows their type. */
const files: Readonly<Record<string, string>> = {
  'openapi.json': 'files/openapi.json',
  'docs/events.schema.json': 'files/events.schema.json',
  'docs/deploy-odoo.sh': 'files/deploy-odoo.sh',
  'docs/deploy-odoo-docker.sh': 'files/deploy-odoo-docker.sh',
  LICENSE: 'files/LICENSE.txt',
};

/** Folders that pages link to, by the page that lists what is in them. */
const folders: Readonly<Record<string, string>> = { 'docs/problems': 'docs/problems/README.md' };

/** The files that are copied: path in the repository, and on the site. */
export const copiedFiles: readonly (readonly [string, string])[] = Object.entries(files);

/** Where a page is on the site. @param page path from the root of the repository, which ends in `.md` */
export const pageOnSite = (page: string): string => {
  if (page === 'README.md') return 'tour.md';
  if (pagesOutside.includes(page)) return page.toLowerCase();
  return page.replace(/^docs\//, '').replace(/(^|\/)README\.md$/, '$1index.md');
};

/**
 * The address on the site of what a page links to; null if it is not there.
 * @param target path from the root of the repository
 */
export const addressOf = (target: string): string | null => {
  const path = folders[target.replace(/\/$/, '')] ?? target;
  if (files[path] !== undefined) return `/${files[path]}`;
  if (path.startsWith('docs/images/')) return `/${path.slice('docs/'.length)}`;
  const isPage = path.endsWith('.md') && (pagesOutside.includes(path) || path.startsWith('docs/'));
  return isPage ? `/${pageOnSite(path)}` : null;
};
