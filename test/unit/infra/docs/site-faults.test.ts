import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { faultsOfSite } from '#infra/docs/site-faults.ts';

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

const site = (files: Readonly<Record<string, string>>): URL => {
  const folder = mkdtempSync(join(tmpdir(), 'site-'));
  made.push(folder);
  for (const [name, text] of Object.entries({
    'index.html': '<h1 id="top">',
    'design/index.html': '<h2 id="a-b">',
    ...files,
  })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return pathToFileURL(`${folder}/`);
};
const faultsOf = (page: string, base = '/'): string[] =>
  faultsOfSite(site({ 'page.html': page, 'files/a.json': '{}' }), base);

describe('a built site', () => {
  it.each([
    '/',
    '/index.html#top',
    'design/#a-b',
    '/design/index.html',
    '/files/a.json',
    '#',
    'https://example.com/x',
    'mailto:a@b.example',
  ])('may link to %s', (href) => {
    expect(faultsOf(`<a class="x" href="${href}">`)).toEqual([]);
  });

  it.each([
    ['<a href="/none.html">', '/page.html links to /none.html, which does not exist'],
    ['<a href="design/#none">', '/page.html links to design/#none, and there is no such heading'],
    ['<a href="#none">', '/page.html links to #none, and there is no such heading'],
    ['<img src="/images/none.png">', '/page.html links to /images/none.png, which does not exist'],
    ['<script src="https://cdn.example/a.js">', 'page.html loads https://cdn.example/a.js from another origin'],
    ['<link rel="stylesheet" href="//cdn.example/a.css">', 'page.html loads //cdn.example/a.css from another origin'],
    [
      "<style>@import url('https://fonts.example/a');</style>",
      'page.html loads https://fonts.example/a from another origin',
    ],
  ])('with %s is refused', (page, fault) => {
    expect(faultsOf(page)).toEqual([fault]);
  });

  it('with a style that loads a font from elsewhere is refused', () => {
    const faults = faultsOfSite(
      site({ 'assets/a.css': '@font-face { src: url(https://fonts.example/a.woff2) }' }),
      '/',
    );

    expect(faults).toEqual(['assets/a.css loads https://fonts.example/a.woff2 from another origin']);
  });

  it('below a path links to what is below it', () => {
    expect(faultsOf('<a href="/docs/design/#a-b">', '/docs/')).toEqual([]);
    expect(faultsOf('<a href="/design/">', '/docs/')).toEqual([
      '/docs/page.html links to /design/, outside of the site',
    ]);
  });
});
