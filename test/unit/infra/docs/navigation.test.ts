import { describe, expect, it } from 'vitest';
import { sideBars } from '#infra/docs/navigation.ts';
import { sitePages } from '#infra/docs/site-pages.ts';
import { problemCodes } from '#shared/contract/problem-code.ts';

const pages = sitePages();
const linksOf = (bar: unknown): string[] =>
  [...JSON.stringify(bar).matchAll(/"link":"([^"]+)"/g)].map(([, link = '']) => link);

describe('the side bar', () => {
  it('has each decision beside the decisions alone', () => {
    const bars = sideBars(pages);
    const decision = '/decisions/D-106-documentation-as-a-site.md';

    expect(linksOf(bars['/decisions/'])).toContain(decision);
    expect(linksOf(bars['/'])).not.toContain(decision);
    expect(linksOf(bars['/'])).toEqual(
      expect.arrayContaining(['/tour.md', '/manual.md', '/api/projects.md', '/operations.md']),
    );
  });

  it('has a page that no line names after the guides', () => {
    const links = linksOf(sideBars(new Map([...pages, ['docs/new.md', '# New']]))['/']);

    expect(links.indexOf('/new.md')).toBeGreaterThan(links.indexOf('/tunnels.md'));
    expect(links.indexOf('/new.md')).toBeLessThan(links.indexOf('/api.md'));
  });

  it('refuses a page in a folder that is no section', () => {
    expect(() => sideBars(new Map([...pages, ['docs/new/a.md', '# New']]))).toThrow('has no place for docs/new/a.md');
  });

  it('refuses a section whose page is gone', () => {
    expect(() => sideBars(new Map([...pages].filter(([page]) => page !== 'docs/cli.md')))).toThrow('names docs/cli.md');
  });

  it('refuses a page without a heading', () => {
    expect(() => sideBars(new Map([...pages, ['docs/cli.md', 'text']]))).toThrow('docs/cli.md has no heading');
  });
});

describe('the list of problems', () => {
  it('leads to the page of each code', () => {
    const list = pages.get('docs/problems/README.md') ?? '';

    for (const code of Object.keys(problemCodes)) {
      expect(list).toContain(`(${code}.md)`);
      expect(pages.has(`docs/problems/${code}.md`)).toBe(true);
    }
  });
});
