import { existsSync, readdirSync, readFileSync } from 'node:fs';

type Tag = { readonly name: string; readonly attributes: ReadonlyMap<string, string> };

/** A tag from what stands between its angle brackets, as VitePress writes it: every value in double quotes. */
const tagOf = (inside: string): Tag => {
  const parts = inside.split('"');
  const attributes = new Map<string, string>();
  for (let index = 0; index + 1 < parts.length; index += 2) {
    const name = parts[index]?.split(' ').at(-1)?.replace('=', '') ?? '';
    attributes.set(name, parts[index + 1]?.replaceAll('&amp;', '&') ?? '');
  }
  return { name: inside.split(/[\s>]/, 1)[0] ?? '', attributes };
};

const tagsOf = (html: string): Tag[] => html.split('<').map((part) => tagOf(part.split('>', 1)[0] ?? ''));

const loading: ReadonlySet<string> = new Set(['link', 'script', 'img', 'iframe', 'source', 'object', 'embed']);
const leading: ReadonlySet<string> = new Set(['a', 'img']);
const addressesIn = (tags: readonly Tag[], names: ReadonlySet<string>): string[] =>
  tags
    .filter(({ name }) => names.has(name))
    .flatMap(({ attributes }) => [attributes.get('href'), attributes.get('src')])
    .filter((address) => address !== undefined);

const bare = (text: string): string => text.trim().replaceAll("'", '').replaceAll('"', '');

/** What a style loads, whether it is a file or stands in a page. */
const loadedByStyle = (text: string): string[] =>
  [...text.split('url(').slice(1), ...text.split('@import ').slice(1)].map((rest) =>
    bare(rest.split(/[);]/, 1)[0] ?? ''),
  );

const isElsewhere = (address: string): boolean =>
  ['http://', 'https://', '//'].some((start) => address.toLowerCase().startsWith(start));

/** What a browser loads by itself from a page or a style: never from another origin. */
const loadedElsewhere = (file: string, addresses: readonly string[]): string[] =>
  addresses.filter(isElsewhere).map((address) => `${file} loads ${address} from another origin`);

type Site = { readonly folder: URL; readonly base: string; readonly ids: ReadonlyMap<string, ReadonlySet<string>> };

/** What is wrong with one link. @param from address of the page that has it, as `/design/index.html` */
const linkFault = (from: string, href: string, { folder, base, ids }: Site): string | null => {
  const here = new URL(from, 'https://site.example');
  const { origin, pathname, hash } = new URL(href, here);
  if (origin !== here.origin) return null;
  if (!pathname.startsWith(base)) return `${from} links to ${href}, outside of the site`;
  const path = decodeURIComponent(pathname.slice(base.length)).replace(/(^|\/)$/, '$1index.html');
  if (!existsSync(new URL(path, folder))) return `${from} links to ${href}, which does not exist`;
  const id = decodeURIComponent(hash.slice(1));
  return id === '' || ids.get(path)?.has(id) === true ? null : `${from} links to ${href}, and there is no such heading`;
};

/**
 * Everything that is wrong with a built site, each as a sentence: links that lead to no page, file or heading, and what a
 * browser would load from another origin.
 * @param folder of the site, @param base path below which it is served, with a slash at both ends
 */
export const faultsOfSite = (folder: URL, base: string): string[] => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const read = (file: string): string => readFileSync(new URL(file, folder), 'utf8');
  const pages = files
    .filter((file) => file.endsWith('.html'))
    .map((file) => {
      const text = read(file);
      return { file, tags: tagsOf(text), styles: loadedByStyle(text) };
    });
  const idsOf = (tags: readonly Tag[]) => new Set(tags.map(({ attributes }) => attributes.get('id') ?? ''));
  const site = { folder, base, ids: new Map(pages.map(({ file, tags }) => [file, idsOf(tags)])) };
  const inStyles = files
    .filter((file) => file.endsWith('.css'))
    .flatMap((file) => loadedElsewhere(file, loadedByStyle(read(file))));
  const inPages = pages.flatMap(({ file, tags, styles }) => [
    ...loadedElsewhere(file, [...addressesIn(tags, loading), ...styles]),
    ...[...new Set(addressesIn(tags, leading))].flatMap((href) => linkFault(`${base}${file}`, href, site) ?? []),
  ]);
  return [...inStyles, ...inPages];
};
