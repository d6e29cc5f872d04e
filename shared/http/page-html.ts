const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const inline = (text: string): string =>
  escapeHtml(text)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>');

const block = (text: string): string => {
  const heading = /^(#{1,3}) (.+)$/.exec(text);
  if (heading?.[1] !== undefined) return `<h${heading[1].length}>${inline(heading[2] ?? '')}</h${heading[1].length}>`;
  if (text.startsWith('```')) {
    return `<pre><code>${escapeHtml(text.replace(/^```\w*\n/, '').replace(/\n?```$/, ''))}</code></pre>`;
  }
  if (text.startsWith('- ')) {
    const items = text.split(/\n(?=- )/).map((item) => `<li>${inline(item.slice(2).replaceAll('\n', ' '))}</li>`);
    return `<ul>${items.join('')}</ul>`;
  }
  return `<p>${inline(text.replaceAll('\n', ' '))}</p>`;
};

const style =
  'body{font:16px/1.6 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem;color-scheme:light dark}' +
  'code,pre{font:14px/1.5 ui-monospace,monospace}pre{overflow:auto;padding:1rem;border:1px solid #8884;border-radius:6px}';

/**
 * Renders a documentation page: headings, paragraphs, lists, code. All text is escaped, so that a page cannot contain
 * markup.
 */
export const pageHtml = (title: string, markdown: string): string => {
  const body = markdown
    .trim()
    .split(/\n{2,}/)
    .map(block)
    .join('\n');
  return `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title><style>${style}</style></head>\n<body>\n${body}\n</body></html>\n`;
};
