import { describe, expect, it } from 'vitest';
import { rotateApiKey } from '#shared/domain/access/rotate-api-key.ts';
import { apiKeyRecord } from '#test/fixtures/access-records.ts';

const now = '2026-11-28T10:00:00.000Z';
const dayLater = '2026-11-29T10:00:00.000Z';

describe('rotateApiKey', () => {
  it('keeps the secret in use for 24 hours', () => {
    const { after, retiring, ended } = rotateApiKey(apiKeyRecord({ hashes: ['a'] }), 'b', false, now);

    expect(after).toMatchObject({ hashes: ['b', 'a'], previousUntil: dayLater, version: 2 });
    expect({ retiring, ended }).toEqual({ retiring: 'a', ended: [] });
  });

  it('keeps it no longer than the key itself', () => {
    const expiresAt = '2026-11-28T11:00:00.000Z';

    const { after } = rotateApiKey(apiKeyRecord({ hashes: ['a'], expiresAt }), 'b', false, now);

    expect(after).toMatchObject({ previousUntil: expiresAt, expiresAt });
  });

  it('replaces the newest secret within an overlap, and the old one keeps its end', () => {
    const first = rotateApiKey(apiKeyRecord({ hashes: ['a'] }), 'b', false, now).after;

    const { after, retiring, ended } = rotateApiKey(first, 'c', false, '2026-11-29T09:59:59.999Z');

    expect(after).toMatchObject({ hashes: ['c', 'a'], previousUntil: dayLater });
    expect({ retiring, ended }).toEqual({ retiring: null, ended: ['b'] });
  });

  it('begins a new overlap when the one before has ended', () => {
    const first = rotateApiKey(apiKeyRecord({ hashes: ['a'] }), 'b', false, now).after;

    const { after, retiring, ended } = rotateApiKey(first, 'c', false, dayLater);

    expect(after).toMatchObject({ hashes: ['c', 'b'], previousUntil: '2026-11-30T10:00:00.000Z' });
    expect({ retiring, ended }).toEqual({ retiring: 'b', ended: ['a'] });
  });

  it('ends every earlier secret at once where it is asked to', () => {
    const first = rotateApiKey(apiKeyRecord({ hashes: ['a'] }), 'b', false, now).after;

    const { after, retiring, ended } = rotateApiKey(first, 'c', true, now);

    expect(after).toMatchObject({ hashes: ['c'], previousUntil: null });
    expect({ retiring, ended }).toEqual({ retiring: null, ended: ['b', 'a'] });
  });
});
