import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Problem } from '#shared/contract/problem.ts';
import { rawBody } from '#shared/http/raw-body.ts';
import { eventOf } from './event-of.ts';

const asText = (text: string) => eventOf({ body: text });
const asBase64 = (bytes: Uint8Array) => eventOf({ body: Buffer.from(bytes).toString('base64'), isBase64Encoded: true });

describe('rawBody', () => {
  it('gives back the bytes that came in base64', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(rawBody(asBase64(bytes))).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it('gives back the bytes of a text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(rawBody(asText(text)).toString()).toBe(text);
      }),
    );
  });

  it('is empty where there is none', () => {
    expect(rawBody(eventOf()).length).toBe(0);
  });

  it('takes 5 MB', () => {
    expect(rawBody(asText('x'.repeat(5_000_000))).length).toBe(5_000_000);
    expect(rawBody(asBase64(Buffer.alloc(5_000_000))).length).toBe(5_000_000);
  });

  it.each([
    ['a byte more', asText('x'.repeat(5_000_001))],
    ['a byte more in base64', asBase64(Buffer.alloc(5_000_001))],
    ['fewer characters but more bytes', asText('é'.repeat(2_500_001))],
  ])('refuses %s', (_what, event) => {
    expect(() => rawBody(event)).toThrow(expect.objectContaining({ code: 'body_too_large', status: 413 }) as Problem);
  });
});
