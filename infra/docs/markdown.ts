import { posix } from 'node:path';
import { renderMermaidSVG } from 'beautiful-mermaid';
import type { MarkdownRenderer } from 'vitepress';
import { addressOf } from './site-paths.ts';

type Tokens = ReturnType<MarkdownRenderer['parse']>;

/** The id of a heading, as GitHub makes it: a link to a heading works in the repository and on the site. */
export const headingId = (title: string): string =>
  title
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');

const elsewhere = /^(?:[a-z][a-z0-9+.-]*:|#|\/)/i;

/**
 * The address on the site of a link, as it stands in a file of the repository; null if it leads to a file that is not on the
 * site, such as one of the code.
 * @param page path of the file from the root of the repository
 */
export const linkOnSite = (page: string, href: string): string | null => {
  if (elsewhere.test(href)) return href;
  const [path = '', anchor] = href.split('#');
  const address = addressOf(posix.join(posix.dirname(page), path));
  return address === null || anchor === undefined ? address : `${address}#${anchor}`;
};

/** The attribute of a token that leads somewhere. */
const attributes: Readonly<Record<string, string>> = { link_open: 'href', image: 'src' };

const rewriteLinks = (tokens: Tokens, page: string): void => {
  // Links do not nest: the next end belongs to the last beginning.
  let isText = false;
  for (const token of tokens) {
    const name = attributes[token.type];
    const href = name === undefined ? null : token.attrGet(name);
    if (name !== undefined && href !== null) {
      const address = linkOnSite(page, href);
      isText = address === null;
      if (address === null) Object.assign(token, { tag: 'span', attrs: [] });
      else token.attrSet(name, address);
      // The router of the site knows pages alone: a file is left to the browser.
      if (address?.startsWith('/files/') === true) token.attrSet('target', '_self');
    } else if (token.type === 'link_close' && isText) token.tag = 'span';
    rewriteLinks(token.children ?? [], page);
  }
};

/** A diagram as a picture in the colours of the theme. The renderer's own font would be loaded from another origin. */
export const diagram = (text: string): string => {
  const svg = renderMermaidSVG(text, {
    bg: 'var(--vp-c-bg)',
    fg: 'var(--vp-c-text-1)',
    font: 'system-ui',
    padding: 8,
    transparent: true,
  });
  const withoutFonts = svg
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('@import '))
    .join(' ');
  // Vue takes no style element in a template, and an attribute needs its quotes escaped.
  const html = JSON.stringify(withoutFonts).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  return `<div class="diagram" v-html="${html}"></div>\n`;
};

/** Makes VitePress read pages as they stand in the repository. @param sourceOf the path there of a page of the site */
export const readAsInRepository = (md: MarkdownRenderer, sourceOf: (sitePath: string) => string): void => {
  md.core.ruler.push('links-on-site', (state) => {
    rewriteLinks(state.tokens, sourceOf(state.env.relativePath));
  });
  const fence = md.renderer.rules.fence;
  if (fence === undefined) throw new Error('The renderer of VitePress has no rule for blocks of code.');
  md.renderer.rules.fence = (tokens, index, ...rest) => {
    const token = tokens[index];
    return token?.info.trim() === 'mermaid' ? diagram(token.content) : fence(tokens, index, ...rest);
  };
};
