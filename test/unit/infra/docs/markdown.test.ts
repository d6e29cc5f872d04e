import { createMarkdownRenderer } from 'vitepress';
import { describe, expect, it } from 'vitest';
import { diagram, headingId, linkOnSite, readAsInRepository } from '#infra/docs/markdown.ts';

describe('a link of a page', () => {
  it.each([
    ['README.md', 'docs/cli.md#reference', '/cli.md#reference'],
    ['README.md', 'docs/problems', '/problems/index.md'],
    ['README.md', 'docs/images/console-overview.png', '/images/console-overview.png'],
    ['docs/api.md', '../openapi.json', '/files/openapi.json'],
    ['docs/design/console.md', '../../README.md#the-two-commands', '/tour.md#the-two-commands'],
    ['docs/decisions/D-106-documentation-as-a-site.md', '../design/README.md', '/design/index.md'],
    ['docs/odoo.md', 'deploy-odoo.sh', '/files/deploy-odoo.sh'],
    ['README.md', 'LICENSE', '/files/LICENSE.txt'],
  ])('in %s to %s leads to %s', (page, href, address) => {
    expect(linkOnSite(page, href)).toBe(address);
  });

  it.each(['https://example.com/a.md', '#errors', 'mailto:a@example.com', '/cli.md'])('to %s stays', (href) => {
    expect(linkOnSite('docs/api.md', href)).toBe(href);
  });

  it.each(['../shared/contract/problem.ts', '../test/fixtures/payloads/SOURCES.md', '../..'])(
    'to %s, which is not on the site, leads nowhere',
    (href) => {
      expect(linkOnSite('docs/api.md', href)).toBeNull();
    },
  );
});

describe('a page', () => {
  it('has a link where there is something on the site, and text where there is not', async () => {
    const md = await createMarkdownRenderer('.', { config: (one) => readAsInRepository(one, () => 'docs/api.md') });

    const html = md.render('[Code](../cli/main.ts), [Events](events.md) and [OpenAPI](../openapi.json)');

    expect(html).toContain('<span>Code</span>');
    expect(html).toContain('<a href="/events.html">Events</a>');
    expect(html).toContain('<a href="/files/openapi.json" target="_self">OpenAPI</a>');
  });
});

describe('a heading', () => {
  it.each([
    ['The two commands', 'the-two-commands'],
    ['`deployment.triggered`', 'deploymenttriggered'],
    ['What `cdk destroy` leaves', 'what-cdk-destroy-leaves'],
    ['From 0.1.0 & on', 'from-010--on'],
    ['Größe', 'größe'],
  ])('%s has the id that GitHub gives it', (title, id) => {
    expect(headingId(title)).toBe(id);
  });
});

describe('a diagram', () => {
  it('is a picture in the colours of the theme, and loads nothing', () => {
    const html = diagram('flowchart LR\n  a["One"] --> b["<Two> & three"]\n');

    expect(html).toMatch(/^<div class="diagram" v-html="&quot;<svg /);
    expect(html).toContain('var(--vp-c-bg)');
    expect(html).not.toMatch(/@import|fonts\./);
  });
});
