import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problemPages } from '#shared/contract/problem-pages.ts';
import { pageHtml } from '#shared/http/page-html.ts';

const bodyOf = (html: string): string => /<body>\n([\s\S]*)\n<\/body>/.exec(html)?.[1] ?? '';
const plain = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');

describe('pageHtml', () => {
  it.each([
    ['a heading', '# Not found', '<h1>Not found</h1>'],
    ['a heading of the second level', '## What to do', '<h2>What to do</h2>'],
    ['a paragraph over two lines', 'One\ntwo.', '<p>One two.</p>'],
    ['a list', '- One\n- Two\n  goes on', '<ul><li>One</li><li>Two   goes on</li></ul>'],
    ['code in a sentence', 'Send `If-Match`.', '<p>Send <code>If-Match</code>.</p>'],
    ['what matters', 'It is **gone**.', '<p>It is <strong>gone</strong>.</p>'],
    ['a block of code', '```bash\ncurl <url>\n```', '<pre><code>curl &lt;url&gt;</code></pre>'],
    ['blocks one after the other', '# A\n\nB', '<h1>A</h1>\n<p>B</p>'],
  ])('renders %s', (_what, markdown, html) => {
    expect(bodyOf(pageHtml('x', markdown))).toBe(html);
  });

  it.each([
    ['a script', '<script>alert(1)</script>'],
    ['an image', '<img src=x onerror=alert(1)>'],
    ['an entity', '&lt;script&gt;'],
    ['a comment', '<!-- -->'],
    ['quotes', '" onclick="alert(1)'],
    ['a script in code', '`<script>`'],
    ['a script in a list', '- <script>'],
    ['a script in a heading', '# <script>'],
    ['a script in a block of code', '```\n</code><script>\n```'],
  ])('escapes %s', (_what, text) => {
    const html = pageHtml(text, text);

    expect(html).not.toMatch(/<script|<img|<!-- |onclick="/);
    expect(html).toContain('<title>');
  });

  it('can never carry markup of its own', () => {
    const nasty = fc
      .array(
        fc.constantFrom(
          '<',
          '>',
          '&',
          '"',
          "'",
          '`',
          '**',
          '# ',
          '- ',
          '\n',
          '\n\n',
          '```',
          'a',
          '/',
          'script',
          '=',
          '&lt;',
        ),
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(nasty, (text) => {
        const rest = bodyOf(pageHtml('x', text)).replace(/<\/?(h[1-3]|p|ul|li|code|pre|strong)>/g, '');
        expect(rest).not.toMatch(/[<>"]/);
        expect(rest.replace(/&(amp|lt|gt|quot);/g, '')).not.toContain('&');
      }),
      { numRuns: 1000 },
    );
  });

  it('escapes its title', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'<>&"ab/') }), (title) => {
        const shown = /<title>([^<>]*)<\/title>/.exec(pageHtml(title, ''))?.[1];
        expect(plain(shown ?? '')).toBe(title);
      }),
    );
  });

  it.each(Object.keys(problemPages))('renders the page of %s without leaving Markdown behind', (code) => {
    const body = bodyOf(pageHtml(code, problemPages[code] ?? ''));

    expect(body).toMatch(/^<h1>/);
    expect(body).not.toMatch(/`|\*\*|^#|^- |\]\(/m);
  });
});
