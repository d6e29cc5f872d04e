import { decodeTime } from 'ulid';
import { describe, expect, it } from 'vitest';
import { ProjectId } from '#shared/contract/id.ts';
import { newId } from '#shared/contract/new-id.ts';

const now = '2026-11-23T10:00:00.000Z';

describe('newId', () => {
  it('makes a typed ULID of the moment', () => {
    const id = newId('project', now);
    expect(ProjectId.safeParse(id).success).toBe(true);
    expect(decodeTime(id.slice(4))).toBe(Date.parse(now));
  });

  it('never makes the same id twice, over many fillings of its pool of random bytes', () => {
    const ids = Array.from({ length: 5000 }, () => newId('deployment', now));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('uses every character at every random place', () => {
    const ids = Array.from({ length: 2000 }, () => newId('deployment', now).slice(-16));
    for (let place = 0; place < 16; place += 1) {
      expect(new Set(ids.map((id) => id[place])).size).toBe(32);
    }
  });
});
