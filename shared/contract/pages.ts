import { isConsoleRoute } from './console-routes.ts';

/**
 * The public rows of kind `page`: what a browser loads. They are no part of the API, so that neither openapi.json nor the
 * typed client holds them. One function answers them, and `$default`.
 * Source: docs/design/console.md, "Which addresses are pages".
 */
export const pages = [
  { kind: 'page', method: 'GET', path: '/' },
  { kind: 'page', method: 'GET', path: '/assets/{file}' },
] as const;

/** The function of all pages, below functions/, without extension. */
export const pageFunction = 'meta/serve-console';

/** What a request asks for. `problem`: it matches nothing, and the answer is a problem. */
export type Asked = { readonly kind: 'page'; readonly status: 200 | 404 } | { readonly kind: 'asset' | 'problem' };

/** Whether an Accept header names HTML. Clients of the API accept everything, and get a problem for a wrong address. */
const takesHtml = (accept: string): boolean =>
  accept.split(',').some((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    return type === 'text/html' && !parameters.some((one) => /^q=0(\.0{0,3})?$/.test(one));
  });

const isOutside = (path: string): boolean => /^\/(api|docs|assets)(\/|$)/.test(path);

/** Tells what a request to one of the pages, or to `$default`, asks for. @param path without query */
export const askedOf = (routeKey: string, method: string, path: string, accept: string): Asked => {
  if (routeKey === 'GET /') return { kind: 'page', status: 200 };
  if (routeKey === 'GET /assets/{file}') return { kind: 'asset' };
  if (method !== 'GET' || isOutside(path) || !takesHtml(accept)) return { kind: 'problem' };
  return { kind: 'page', status: isConsoleRoute(path) ? 200 : 404 };
};
