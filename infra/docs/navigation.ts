import type { DefaultTheme } from 'vitepress';
import { pageOnSite } from './site-paths.ts';

type Pages = ReadonlyMap<string, string>;

/** The first heading of a page. @throws Error if it has none */
const titleOfPage = (page: string, text: string): string => {
  const title = /^# (.+)$/m.exec(text)?.[1];
  if (title === undefined) throw new Error(`${page} has no heading.`);
  return title;
};

// The pages of docs/ that no line names follow by themselves.
const guides = ['connecting', 'branch-mappings', 'pushes', 'deployments', 'odoo', 'runner', 'access', 'tunnels'];
const operating = [
  'docs/operations.md',
  'docs/configuration.md',
  'docs/costs.md',
  'docs/access-patterns.md',
  'SECURITY.md',
];

/** Sections of many pages, which are listed only beside the pages of the section. */
const long = ['problems', 'decisions'];

/**
 * The side bars by the path that each belongs to. A page is in exactly one section.
 * @throws Error if a page is in no section, or a section names a page that does not exist
 */
export const sideBars = (pages: Pages): DefaultTheme.SidebarMulti => {
  const left = new Set(pages.keys());
  const entry = (page: string, text?: string): DefaultTheme.SidebarItem => {
    const content = pages.get(page);
    if (content === undefined) throw new Error(`The navigation names ${page}, which does not exist.`);
    left.delete(page);
    return { text: text ?? titleOfPage(page, content).replace('API: ', ''), link: `/${pageOnSite(page)}` };
  };
  const below = (folder: string): DefaultTheme.SidebarItem[] =>
    [...pages.keys()]
      .filter((page) => page.startsWith(`docs/${folder}/`) && !page.endsWith('README.md'))
      .map((page) => entry(page));
  const named = new Set([...guides, 'README', 'manual', 'api', 'cli', 'events'].map((name) => `docs/${name}.md`));
  const others = (): string[] =>
    [...pages.keys()].filter((page) => /^docs\/[^/]+$/.test(page) && !named.has(page) && !operating.includes(page));
  const bar = (open: string | null): DefaultTheme.SidebarItem[] => {
    const section = (folder: string, text: string): DefaultTheme.SidebarItem => {
      const items = below(folder);
      const index = entry(`docs/${folder}/README.md`, text);
      return open === folder || !long.includes(folder) ? { ...index, collapsed: open !== folder, items } : index;
    };
    return [
      { text: 'Start', items: [entry('README.md', 'Tour'), entry('docs/manual.md')] },
      {
        text: 'Guides',
        items: [...guides.map((name) => entry(`docs/${name}.md`)), ...others().map((page) => entry(page))],
      },
      {
        text: 'Reference',
        items: [
          entry('docs/api.md'),
          { text: 'API reference', collapsed: true, items: below('api') },
          entry('docs/cli.md'),
          entry('docs/events.md'),
          section('problems', 'Problems'),
        ],
      },
      { text: 'Operating', items: operating.map((page) => entry(page)) },
      { text: 'Inside', items: [section('design', 'Design'), section('decisions', 'Decisions')] },
      { text: 'Project', items: [entry('CONTRIBUTING.md'), entry('CHANGELOG.md')] },
    ];
  };
  const bars = { ...Object.fromEntries(long.map((folder) => [`/${folder}/`, bar(folder)])), '/': bar(null) };
  left.delete('docs/README.md');
  if (left.size > 0)
    throw new Error(`The navigation has no place for ${[...left].join(', ')}: see infra/docs/navigation.ts.`);
  return bars;
};
