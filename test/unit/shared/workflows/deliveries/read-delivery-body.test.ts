import fc from 'fast-check';
import { expect, it } from 'vitest';
import { githubWebhook } from '#shared/providers/github/webhook.ts';
import { readDeliveryBody } from '#shared/workflows/deliveries/read-delivery-body.ts';

const headers = { 'content-type': 'application/json', 'x-github-event': 'star' };

/** The name that is read of a repository whose name is this JSON text. */
const nameRead = (json: string): string | null | undefined =>
  readDeliveryBody(githubWebhook, headers, `{"repository":{"id":1,"full_name":${json}}}`).parsed?.repository?.fullName;

const unit = fc.constantFrom('\ud800', '\udbff', '\udc00', '\udfff', '\\', 'u', 'd', '8', '0', '"', '\n', 'é', '😀');
const text = fc.string({ unit, maxLength: 30 });

it('half surrogate pairs are read as U+FFFD, and nothing else is changed', () => {
  fc.assert(
    fc.property(text, (name) => {
      expect(nameRead(JSON.stringify(name))).toBe(name.toWellFormed());
    }),
    { numRuns: 5000, seed: 20_261_126 },
  );
});

it('escapes of whole pairs, in any case, stay pairs', () => {
  fc.assert(
    fc.property(text, fc.boolean(), (name, capital) => {
      const escaped = [...Array(name.length).keys()].map((at) => {
        const code = name.charCodeAt(at).toString(16).padStart(4, '0');
        return `\\u${capital ? code.toUpperCase() : code}`;
      });
      expect(nameRead(`"${escaped.join('')}"`)).toBe(name.toWellFormed());
    }),
    { numRuns: 5000, seed: 20_261_126 },
  );
});
