import { expect, it } from 'vitest';
import { prefersText } from '#shared/http/prefers-text.ts';

it.each([
  ['text/plain', true],
  ['text/plain; charset=utf-8', true],
  ['TEXT/PLAIN', true],
  ['text/plain, application/json;q=0.5', true],
  ['text/plain, application/json', true],
  ['text/plain, */*;q=0.1', true],
  ['text/plain;q=0.5, */*', true],
  // What axios sends.
  ['application/json, text/plain, */*', false],
  ['text/plain;q=0.5, application/json', false],
  ['text/plain;q=0, */*', false],
  ['application/json', false],
  ['*/*', false],
  ['text/html, application/xhtml+xml', false],
  ['text/plain;q=much', false],
  ['', false],
  [undefined, false],
])('Accept: %s asks for plain text: %s', (accept, expected) => {
  expect(prefersText(accept)).toBe(expected);
});
