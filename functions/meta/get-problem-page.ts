import { getProblemPage } from '#shared/contract/endpoints/meta.ts';
import { problemPages } from '#shared/contract/problem-pages.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { pageHtml } from '#shared/http/page-html.ts';
import { answer } from '#shared/http/reply.ts';
import { notFound } from '#shared/http/require-permission.ts';

/**
 * Explains a problem code: HTML for a browser, Markdown otherwise.
 * Source: RFC 9457 §3.1.1; docs/design/api-conventions.md, "Problems".
 */
export const handler = endpoint(getProblemPage, async ({ params, header }) => {
  const page = Object.hasOwn(problemPages, params.code) ? problemPages[params.code] : undefined;
  if (page === undefined) throw notFound();
  const cached = { 'cache-control': 'public, max-age=300', vary: 'accept' };
  if (header('accept')?.includes('text/html') !== true) {
    return answer(page, { ...cached, 'content-type': 'text/markdown; charset=utf-8' });
  }
  return answer(pageHtml(params.code, page), {
    ...cached,
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    'x-content-type-options': 'nosniff',
  });
});
