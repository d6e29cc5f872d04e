import { afterEach, describe, expect, it, vi } from 'vitest';
import { defaultProvider } from '#infra/runtime/environment-credentials.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const set = (id: string | undefined, secret: string | undefined, token: string | undefined): void => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', id);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secret);
  vi.stubEnv('AWS_SESSION_TOKEN', token);
};

describe('the credentials of a bundle', () => {
  it('are those that Lambda puts into the environment', async () => {
    set('id', 'secret', 'token');

    expect(await defaultProvider()()).toEqual({ accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 'token' });
  });

  it('may come without a session token', async () => {
    set('id', 'secret', undefined);

    expect(await defaultProvider()()).toEqual({ accessKeyId: 'id', secretAccessKey: 'secret' });
  });

  it('are read when they are asked for, not before', async () => {
    set(undefined, undefined, undefined);
    const provide = defaultProvider();
    set('id', 'secret', undefined);

    expect((await provide()).accessKeyId).toBe('id');
  });

  it.each([
    ['the id', undefined, 'secret'],
    ['the secret', 'id', undefined],
  ])('are refused without %s, in a sentence that holds neither', async (_what, id, secret) => {
    set(id, secret, undefined);

    await expect(defaultProvider()()).rejects.toThrow(
      'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set: this bundle runs where Lambda sets them.',
    );
  });
});
