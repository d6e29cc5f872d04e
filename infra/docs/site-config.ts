import type { DefaultTheme, UserConfig } from 'vitepress';
import { headingId, readAsInRepository } from './markdown.ts';
import { sideBars } from './navigation.ts';
import { sitePages } from './site-pages.ts';
import { pageOnSite } from './site-paths.ts';

/** The configuration of VitePress. @param pages every page, by its path in the repository */
const siteConfig = (pages: ReadonlyMap<string, string>): UserConfig<DefaultTheme.Config> => {
  const sources = new Map([...pages.keys()].map((page) => [pageOnSite(page), page]));
  return {
    title: 'oCore Projects',
    description: 'Git-connected Odoo projects: a push to a mapped branch deploys the right environment.',
    lang: 'en',
    outDir: '../docs',
    cacheDir: '.vitepress/cache',
    metaChunk: true,
    // Without one, a browser asks for /favicon.ico.
    head: [['link', { rel: 'icon', href: 'data:,' }]],
    // The index of the search, which is loaded when somebody searches.
    vite: { build: { chunkSizeWarningLimit: 2000 } },
    markdown: {
      anchor: { slugify: headingId },
      config: (md) => readAsInRepository(md, (page) => sources.get(page) ?? page),
    },
    themeConfig: {
      search: { provider: 'local' },
      outline: [2, 3],
      externalLinkIcon: true,
      sidebar: sideBars(pages),
      nav: [
        { text: 'Tour', link: '/tour.md' },
        { text: 'Manual', link: '/manual.md' },
        { text: 'API', link: '/api.md' },
        { text: 'CLI', link: '/cli.md' },
        { text: 'Operations', link: '/operations.md' },
      ],
      footer: { message: 'Apache License 2.0' },
    },
  };
};

export default siteConfig(sitePages());
