import { describe, expect, it } from 'vitest';
import { maxRefs } from '#shared/git/ref-collector.ts';
import { pkt } from '#test/fixtures/advertisement.ts';
import { a, heard, offered, refusalOf } from './ls-refs-bench.ts';

describe('a server that speaks protocol version 2', () => {
  it('is given up where it has more branches and tags than are kept', () => {
    const conversation = heard(offered);
    const line = (n: number): Buffer => pkt(`${a} refs/heads/${n}\n`);

    for (let from = 0; from <= maxRefs; from += 50_000) {
      conversation.take(Buffer.concat(Array.from({ length: 50_000 }, (_, n) => line(from + n))));
    }

    expect(refusalOf(conversation).kind).toBe('too_many_refs');
  });
});
