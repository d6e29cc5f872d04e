import { hkdfSync } from 'node:crypto';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';

const secrets = mockClient(SecretsManagerClient);
const minute = 60_000;
const one = 'first-'.padEnd(43, 'x');
const two = 'second-'.padEnd(43, 'y');
const now = Date.parse('2026-11-23T10:00:00.000Z');

// The key is remembered for the life of the module: each test gets a module of its own.
let module: typeof import('#shared/secrets/root-key.ts');

const answer = (value: unknown): void => {
  secrets
    .on(GetSecretValueCommand)
    .resolves({ SecretString: typeof value === 'string' ? value : JSON.stringify(value) });
};
const fetches = (): number => secrets.commandCalls(GetSecretValueCommand).length;

beforeEach(async () => {
  secrets.reset();
  vi.resetModules();
  module = await import('#shared/secrets/root-key.ts');
});

describe('rootKey', () => {
  it('reads the numbered versions and which one is current', async () => {
    answer({ current: 2, 1: one, 2: two, note: 'rotated in May' });

    const root = await module.rootKey('ocore/root-key', now);

    expect(root.current).toBe(2);
    expect([...root.versions]).toEqual([
      [1, one],
      [2, two],
    ]);
    expect(secrets.commandCalls(GetSecretValueCommand)[0]?.args[0].input).toEqual({ SecretId: 'ocore/root-key' });
  });

  it('is fetched once in a lifetime', async () => {
    answer({ current: 1, 1: one });

    for (let day = 0; day < 5; day += 1) await module.rootKey('root', now + day * 24 * 60 * minute, 1);

    expect(fetches()).toBe(1);
  });

  it('is fetched once however many ask at the same time', async () => {
    answer({ current: 1, 1: one });

    const roots = await Promise.all(Array.from({ length: 20 }, () => module.rootKey('root', now)));

    expect(fetches()).toBe(1);
    expect(new Set(roots).size).toBe(1);
  });

  it('is asked for again after a failure, which is handed on', async () => {
    secrets.on(GetSecretValueCommand).rejectsOnce(new Error('no network'));

    await expect(module.rootKey('root', now)).rejects.toThrow('no network');

    answer({ current: 1, 1: one });
    expect((await module.rootKey('root', now)).current).toBe(1);
  });

  it('is asked for again where a version is not known, and the new one is kept', async () => {
    answer({ current: 1, 1: one });
    await module.rootKey('root', now);
    answer({ current: 2, 1: one, 2: two });

    const root = await module.rootKey('root', now + 1, 2);
    const later = await module.rootKey('root', now + 2);

    expect(root.versions.get(2)).toBe(two);
    expect(later.current).toBe(2);
    expect(fetches()).toBe(2);
  });

  it('lets everybody who needs a new version wait for the one call that fetches it', async () => {
    answer({ current: 1, 1: one });
    await module.rootKey('ocore/root-key', now);
    answer({ current: 2, 1: one, 2: two });

    const roots = await Promise.all(Array.from({ length: 20 }, () => module.rootKey('ocore/root-key', now, 2)));

    expect(roots.every((root) => root.versions.has(2))).toBe(true);
    expect(fetches()).toBe(2);
  });

  it('is asked for an unknown version once a minute at most, however many ask', async () => {
    answer({ current: 1, 1: one });
    await module.rootKey('root', now);

    for (let ms = 0; ms < minute; ms += 100) await module.rootKey('root', now + ms, 77);
    const within = fetches();
    await module.rootKey('root', now + minute, 78);

    expect(within).toBe(2);
    expect(fetches()).toBe(3);
  });

  it('is asked again at once where asking for an unknown version failed', async () => {
    answer({ current: 1, 1: one });
    await module.rootKey('root', now);
    secrets.on(GetSecretValueCommand).rejects(new Error('no network'));
    await expect(module.rootKey('root', now + 1, 2)).rejects.toThrow('no network');
    answer({ current: 2, 1: one, 2: two });

    const root = await module.rootKey('root', now + 2, 2);

    expect(root.versions.get(2)).toBe(two);
  });

  it('answers an unknown version with what is known, so that the caller can refuse it', async () => {
    answer({ current: 1, 1: one });

    const root = await module.rootKey('root', now, 9);

    expect(root.versions.has(9)).toBe(false);
  });

  it.each([
    ['is no JSON', `${one} is not JSON`],
    ['is a JSON text', JSON.stringify(one)],
    ['is a list', JSON.stringify([one])],
    ['is null', 'null'],
    ['is empty', ''],
    ['has no current version', JSON.stringify({ 1: one })],
    ['names a current version that is not there', JSON.stringify({ current: 3, 1: one })],
    ['has the current version as a text', JSON.stringify({ current: one, 1: one })],
    ['has a version that is too short', JSON.stringify({ current: 1, 1: one, 2: 'first-short' })],
    ['has a version that is no text', JSON.stringify({ current: 1, 1: { key: one } })],
    ['names a current version out of range', JSON.stringify({ current: 256, 256: one })],
  ])('that %s is named in the error and never quoted', async (_what, text) => {
    answer(text);

    const error: unknown = await module.rootKey('ocore/root-key', now).catch((reason: unknown) => reason);

    if (!(error instanceof Error)) throw new Error('It was accepted.');
    expect(error.message).toContain('ocore/root-key');
    expect(`${error.message} ${error.stack} ${String(error.cause)}`).not.toContain('first-');
  });

  it('that comes without a text is not valid', async () => {
    secrets.on(GetSecretValueCommand).resolves({});

    await expect(module.rootKey('root', now)).rejects.toThrow('The root key root is not JSON.');
  });
});

describe('deriveKey', () => {
  it('is HKDF-SHA256 (RFC 5869) with the purpose as its info', () => {
    const expected = Buffer.from(hkdfSync('sha256', one, '', 'ocore/hook-id/1', 32));

    expect(module.deriveKey(one, 'ocore/hook-id/1')).toEqual(expected);
  });

  it('gives other bytes for another purpose and for another root', () => {
    const keys = [
      module.deriveKey(one, 'a'),
      module.deriveKey(one, 'b'),
      module.deriveKey(two, 'a'),
      module.deriveKey(one, Buffer.from([0])),
    ].map((key) => key.toString('hex'));

    expect(new Set(keys).size).toBe(4);
    expect(keys.every((key) => key.length === 64)).toBe(true);
  });
});

describe('macKey', () => {
  it('is the derived key as a KeyObject', () => {
    expect(module.macKey(one, 'a').export()).toEqual(module.deriveKey(one, 'a'));
  });
});
