import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';

const secrets = mockClient(SecretsManagerClient);
const minute = 60_000;
const one = 'first-'.padEnd(43, 'x');
const two = 'second-'.padEnd(43, 'y');
const now = Date.parse('2026-11-23T10:00:00.000Z');

// The key is remembered for the life of the module: each test gets a module of its own.
let module: typeof import('#shared/secrets/versioned-key.ts');

const answer = (value: unknown): void => {
  secrets
    .on(GetSecretValueCommand)
    .resolves({ SecretString: typeof value === 'string' ? value : JSON.stringify(value) });
};
const fetches = (): number => secrets.commandCalls(GetSecretValueCommand).length;

beforeEach(async () => {
  secrets.reset();
  vi.resetModules();
  module = await import('#shared/secrets/versioned-key.ts');
});

describe('versionedKey', () => {
  it('reads the numbered versions and which one is current', async () => {
    answer({ current: 2, 1: one, 2: two, note: 'rotated in May' });

    const root = await module.versionedKey('ocore/root-key', now);

    expect(root.current).toBe(2);
    expect([...root.versions]).toEqual([
      [1, one],
      [2, two],
    ]);
    expect(secrets.commandCalls(GetSecretValueCommand)[0]?.args[0].input).toEqual({ SecretId: 'ocore/root-key' });
  });

  it('is fetched once in ten minutes', async () => {
    answer({ current: 1, 1: one });

    for (let ms = 0; ms < 10 * minute; ms += 1000) await module.versionedKey('root', now + ms, 1);

    expect(fetches()).toBe(1);
  });

  it('forgets a removed version and takes up the new current one after ten minutes', async () => {
    answer({ current: 1, 1: one });
    await module.versionedKey('root', now);
    answer({ current: 2, 2: two });

    const before = await module.versionedKey('root', now + 10 * minute - 1);
    const after = await module.versionedKey('root', now + 10 * minute);

    expect([before.current, after.current]).toEqual([1, 2]);
    expect(after.versions.has(1)).toBe(false);
  });

  it('stays the same object where loading it again changes nothing, so that what is derived from it is kept', async () => {
    answer({ current: 1, 1: one });
    const before = await module.versionedKey('root', now);

    const after = await module.versionedKey('root', now + 10 * minute);

    expect(fetches()).toBe(2);
    expect(after).toBe(before);
  });

  it.each([
    ['the current version moved', { current: 2, 1: one, 2: two }],
    ['a version came', { current: 1, 1: one, 3: two, 2: two }],
    ['a version went', { current: 1, 1: one }],
    ['a text changed', { current: 1, 1: two, 2: two }],
  ])('is another object where %s', async (_what, value) => {
    answer({ current: 1, 1: one, 2: two });
    const before = await module.versionedKey('root', now);
    answer(value);

    expect(await module.versionedKey('root', now + 10 * minute)).not.toBe(before);
  });

  it('is used for an hour while it cannot be loaded again, which is tried once a minute', async () => {
    answer({ current: 1, 1: one });
    await module.versionedKey('root', now);
    secrets.on(GetSecretValueCommand).rejects(new Error('no network'));

    for (let ms = 10 * minute; ms < 60 * minute; ms += 10_000) {
      expect((await module.versionedKey('root', now + ms)).current).toBe(1);
    }
    const within = fetches();

    expect(within).toBe(51);
    await expect(module.versionedKey('root', now + 60 * minute)).rejects.toThrow('no network');
    answer({ current: 2, 2: two });
    expect((await module.versionedKey('root', now + 61 * minute)).current).toBe(2);
  });

  it('is loaded again where the clock was set back, which would make it young for ever', async () => {
    answer({ current: 1, 1: one });
    await module.versionedKey('root', now);
    answer({ current: 2, 2: two });

    expect((await module.versionedKey('root', now - 10 * minute)).current).toBe(2);
  });

  it('is waited for three seconds where an older one is at hand', async () => {
    answer({ current: 1, 1: one });
    await module.versionedKey('root', now);
    const timeout = vi.spyOn(AbortSignal, 'timeout');

    await module.versionedKey('root', now + 10 * minute);

    expect(timeout.mock.calls).toEqual([[3000]]);
    const [first, second] = secrets.commandCalls(GetSecretValueCommand).map((call) => (call.args as unknown[])[1]);
    expect(first).toBeUndefined();
    expect(second).toEqual({ abortSignal: timeout.mock.results[0]?.value });
    timeout.mockRestore();
  });

  it('is one of its own for each secret', async () => {
    secrets
      .on(GetSecretValueCommand, { SecretId: 'root' })
      .resolves({ SecretString: JSON.stringify({ current: 1, 1: one }) })
      .on(GetSecretValueCommand, { SecretId: 'lease' })
      .resolves({ SecretString: JSON.stringify({ current: 1, 1: two }) });

    const keys = await Promise.all([module.versionedKey('root', now), module.versionedKey('lease', now)]);

    expect(keys.map((key) => key.versions.get(1))).toEqual([one, two]);
  });

  it('is fetched once however many ask at the same time', async () => {
    answer({ current: 1, 1: one });

    const roots = await Promise.all(Array.from({ length: 20 }, () => module.versionedKey('root', now)));

    expect(fetches()).toBe(1);
    expect(new Set(roots).size).toBe(1);
  });

  it('is asked for again after a failure, which is handed on', async () => {
    secrets.on(GetSecretValueCommand).rejectsOnce(new Error('no network'));

    await expect(module.versionedKey('root', now)).rejects.toThrow('no network');

    answer({ current: 1, 1: one });
    expect((await module.versionedKey('root', now)).current).toBe(1);
  });

  it('is asked for again where a version is not known, and the new one is kept', async () => {
    answer({ current: 1, 1: one });
    await module.versionedKey('root', now);
    answer({ current: 2, 1: one, 2: two });

    const root = await module.versionedKey('root', now + 1, 2);
    const later = await module.versionedKey('root', now + 2);

    expect(root.versions.get(2)).toBe(two);
    expect(later.current).toBe(2);
    expect(fetches()).toBe(2);
  });

  it('lets everybody who needs a new version wait for the one call that fetches it', async () => {
    answer({ current: 1, 1: one });
    await module.versionedKey('ocore/root-key', now);
    answer({ current: 2, 1: one, 2: two });

    const roots = await Promise.all(Array.from({ length: 20 }, () => module.versionedKey('ocore/root-key', now, 2)));

    expect(roots.every((root) => root.versions.has(2))).toBe(true);
    expect(fetches()).toBe(2);
  });

  it('is asked for an unknown version once a minute at most, however many ask', async () => {
    answer({ current: 1, 1: one });
    await module.versionedKey('root', now);

    for (let ms = 0; ms < minute; ms += 100) await module.versionedKey('root', now + ms, 77);
    const within = fetches();
    await module.versionedKey('root', now + minute, 78);

    expect(within).toBe(2);
    expect(fetches()).toBe(3);
  });

  it('is asked for an unknown version once a minute too while that fails, and says so instead of denying it', async () => {
    answer({ current: 1, 1: one });
    await module.versionedKey('root', now);
    secrets.on(GetSecretValueCommand).rejects(new Error('no network'));

    for (let ms = 0; ms < minute; ms += 1000) {
      await expect(module.versionedKey('root', now + ms, 2)).rejects.toThrow('no network');
    }

    expect(fetches()).toBe(2);
    expect((await module.versionedKey('root', now + 1, 1)).current).toBe(1);
    answer({ current: 2, 1: one, 2: two });
    expect((await module.versionedKey('root', now + minute, 2)).versions.get(2)).toBe(two);
  });

  it('answers an unknown version with what is known, so that the caller can refuse it', async () => {
    answer({ current: 1, 1: one });

    const root = await module.versionedKey('root', now, 9);

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

    const error: unknown = await module.versionedKey('ocore/root-key', now).catch((reason: unknown) => reason);

    if (!(error instanceof Error)) throw new Error('It was accepted.');
    expect(error.message).toContain('ocore/root-key');
    expect(`${error.message} ${error.stack} ${String(error.cause)}`).not.toContain('first-');
  });

  it('that comes without a text is not valid', async () => {
    secrets.on(GetSecretValueCommand).resolves({});

    await expect(module.versionedKey('root', now)).rejects.toThrow('The key root is not JSON.');
  });
});

describe('keyAtHand', () => {
  it('costs no call once the key is loaded, however old it is', async () => {
    answer({ current: 1, 1: one });
    for (let day = 0; day < 5; day += 1) await module.keyAtHand('root', now + day * 24 * 60 * minute, 1);

    expect(fetches()).toBe(1);
  });

  it('asks for an unknown version once a minute at most', async () => {
    answer({ current: 1, 1: one });
    await module.keyAtHand('root', now);

    for (let ms = 0; ms < minute; ms += 1000) await module.keyAtHand('root', now + ms, 77);

    expect(fetches()).toBe(2);
  });
});
