import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Problem } from '#shared/contract/problem.ts';
import { type CloneUrl, parseCloneUrl } from '#shared/git/clone-url.ts';
import { hostName } from '#shared/git/git-host.ts';
import { hosts, legal } from './clone-url-bench.ts';

describe('the normal form', () => {
  it('of whatever text is accepted holds nothing but an allowed host and a plain path', () => {
    // Mutations of legal URLs come nearer to the border than any random text.
    const mutated = fc
      .tuple(
        fc.constantFrom(...legal.map(([typed]) => typed)),
        fc.nat({ max: 80 }),
        fc.constantFrom(0, 1, 2),
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 3 }),
          fc.constantFrom('@', ':', '/', '..', '::', '%2f', '\\', '-'),
        ),
      )
      .map(([typed, at, cut, insert]) => typed.slice(0, at) + insert + typed.slice(at + cut));
    fc.assert(
      fc.property(fc.oneof(mutated, fc.webUrl(), fc.string({ unit: 'binary', maxLength: 60 })), (typed) => {
        let parsed: CloneUrl;
        try {
          parsed = parseCloneUrl(typed, hosts);
        } catch (error) {
          expect(error).toBeInstanceOf(Problem);
          return;
        }
        expect(hosts.map(hostName)).toContain(parsed.host);
        expect(parsed.fullName).toMatch(/^(?!-)[\w.-]+(\/(?!-)[\w.-]+)+$/);
        expect(parsed.fullName.split('/').filter((part) => part === '.' || part === '..')).toEqual([]);
        expect(new URL(parsed.httpsUrl).href).toBe(parsed.httpsUrl);
        expect(new URL(parsed.httpsUrl).hostname).toBe(parsed.host);
        expect(typed.toLowerCase()).toContain(parsed.fullName.toLowerCase());
      }),
      { numRuns: 3000 },
    );
  });
});
