import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  brokenLinks,
  brokenPages,
  brokenSources,
  type Comment,
  citesOutside,
  commentsOf,
  pages,
  unknownDecisions,
} from './citations.ts';
import { sourceFiles } from './source-files.ts';

const code = commentsOf(sourceFiles(['shared', 'functions', 'infra', 'cli', 'console']));
const files = new Map(
  [...sourceFiles(['shared', 'functions', 'infra', 'cli', 'console', 'test'])].filter(
    ([path]) => !path.startsWith('test/unit/house/'),
  ),
);
const everywhere = commentsOf(files);

describe('the sources of comments', () => {
  it('are headings of docs/, sections of the manual or published pages', () => {
    expect(code.flatMap(brokenSources)).toEqual([]);
  });

  it('name pages and headings that exist', () => {
    expect(everywhere.flatMap(brokenPages)).toEqual([]);
  });

  it('are never a specification outside of the repository', () => {
    // A comment is looked at as one line, and texts such as the names of tests line by line.
    const texts = [...files].flatMap(([file, text]) => text.split('\n').map((line) => ({ file, text: line.trim() })));
    const found = [...everywhere, ...texts].filter(({ text }) => citesOutside(text));

    expect(found).toEqual([]);
  });

  it('name decisions that have a page', () => {
    const texts = [...everywhere, ...[...pages()].map(([file, text]) => ({ file, text }))];

    expect(texts.flatMap(unknownDecisions)).toEqual([]);
  });
});

describe('the documentation', () => {
  it('links only to files that exist', () => {
    expect([...pages()].flatMap(([page, text]) => brokenLinks(page, text))).toEqual([]);
  });

  it('lists every page of design and every decision', () => {
    const unlisted = [...pages().keys()]
      .map((path) => /^docs\/(design|decisions)\/(?!README)(.+)$/.exec(path))
      .filter((match) => match !== null)
      .filter(([, folder, name]) => !pages().get(`docs/${folder}/README.md`)?.includes(`(${name})`))
      .map(([path]) => path);

    expect(unlisted).toEqual([]);
  });

  it('shows every field of every resource', () => {
    const openapi = JSON.parse(readFileSync(new URL('../../../openapi.json', import.meta.url), 'utf8')) as {
      components: { schemas: Record<string, { properties?: Record<string, unknown> }> };
    };
    const text = `${pages().get('docs/design/resources.md')}${pages().get('docs/design/api-conventions.md')}`;
    const missing = Object.entries(openapi.components.schemas).flatMap(([schema, { properties = {} }]) =>
      Object.keys(properties)
        .filter((field) => !text.includes(`"${field}"`) && !text.includes(`\`${field}\``))
        .map((field) => `${schema}.${field} is missing in docs/design/resources.md`),
    );

    expect(missing).toEqual([]);
  });
});

describe('the checks of the sources', () => {
  const planted = (text: string): Comment[] => commentsOf(new Map([['planted.ts', text]]));

  it('have read the whole tree', () => {
    const cited = code.filter(({ text }) => text.includes('Source: '));

    expect(cited.length).toBeGreaterThan(150);
  });

  it.each([
    ['/** Reads. Source: docs/design/none.md, "Items". */', 'docs/design/none.md, which does not exist'],
    ['/** Reads. Source: docs/design/single-table.md, "None". */', '"None", which is no heading'],
    ['/**\n * Reads.\n * Source: docs/design/single-table.md, "Items" and\n * "None".\n */', '"None"'],
    ['// docs/design/single-table.md, "None", as it stands there.', '"None"'],
  ])('find a page or a heading that is not there in %s', (text, problem) => {
    expect(planted(text).flatMap(brokenPages).join()).toContain(problem);
  });

  it.each([
    ['/** Reads. Source: docs/design/single-table.md. */', 'without a heading'],
    ['/** Reads. Source: manual, "Flying". */', 'no section of the manual'],
    ['/** Reads. Source: RFC 9457; the design. */', 'the design, which nobody can look up'],
    ['const a = 1; // Source: hearsay.', 'hearsay'],
  ])('find a source that leads nowhere in %s', (text, problem) => {
    expect(planted(text).flatMap(brokenSources).join()).toContain(problem);
  });

  it.each([
    '/** Reads. Source: docs/design/single-table.md, "Items"; RFC 9457 §3.1. */',
    '/** Reads.\n * Source: manual, "Creating a\n * Project"; git(1). */',
  ])('let %s pass', (text) => {
    expect(planted(text).flatMap((one) => [...brokenSources(one), ...brokenPages(one)])).toEqual([]);
  });

  it.each(['design §4', 'wire.md', 'reference/providers.md §2', 'providers.md §2', 'issue 6', 'security.md §1'])(
    'find the citation %s',
    (text) => {
      expect(citesOutside(text)).toBe(true);
    },
  );

  it.each(['docs/design/providers.md', 'docs/design/api-conventions.md', 'issues', 'SECURITY.md'])(
    'let the text %s pass',
    (text) => {
      expect(citesOutside(text)).toBe(false);
    },
  );

  it('find a decision without a page', () => {
    expect(planted('// As decided (D-999).').flatMap(unknownDecisions)).toHaveLength(1);
    expect(planted('// As decided (D-013).').flatMap(unknownDecisions)).toEqual([]);
  });

  it('find a link that leads nowhere', () => {
    expect(brokenLinks('docs/design/a.md', '[x](../none.md#y) [z](single-table.md) [w](https://example.com)')).toEqual([
      'docs/design/a.md links to docs/none.md, which does not exist',
    ]);
  });
});
