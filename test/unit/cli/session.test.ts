import { afterEach, describe, expect, it, vi } from 'vitest';
import { getMe } from '#shared/contract/endpoints/organization.ts';
import { session } from '../../../cli/session.ts';
import { UsageError } from '../../../cli/usage-error.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

const requestOf = async (
  environment: NodeJS.ProcessEnv,
): Promise<{ readonly url: string; readonly headers: Headers }> => {
  const fetching = vi.fn(async (_url: string, _init: RequestInit) => new Response('{}'));
  vi.stubGlobal('fetch', fetching);
  await session(environment).call(getMe, {});
  const [url = '', init] = fetching.mock.calls[0] ?? [];
  return { url, headers: new Headers(init?.headers) };
};

describe('session', () => {
  it('calls the local service where no address is set', async () => {
    expect((await requestOf({})).url).toBe('http://127.0.0.1:4700/api/me');
  });

  it('calls the address of OCORE_API_URL', async () => {
    expect((await requestOf({ OCORE_API_URL: 'https://ocore.example.com/' })).url).toBe(
      'https://ocore.example.com/api/me',
    );
  });

  it('sends the token of OCORE_TOKEN and the organisation of OCORE_ORG', async () => {
    const { headers } = await requestOf({ OCORE_TOKEN: 'ocore_x', OCORE_ORG: 'acme' });

    expect(headers.get('authorization')).toBe('Bearer ocore_x');
    expect(headers.get('x-org-slug')).toBe('acme');
  });

  it.each([{}, { OCORE_TOKEN: '', OCORE_ORG: '' }])('sends neither where they are %j', async (environment) => {
    const { headers } = await requestOf(environment);

    expect(headers.has('authorization')).toBe(false);
    expect(headers.has('x-org-slug')).toBe(false);
  });

  it.each(['http://127.0.0.1:4700', 'http://localhost', 'http://[::1]:1', 'http://127.1', 'https://ocore.example.com'])(
    'takes the address %s',
    (address) => {
      expect(() => session({ OCORE_API_URL: address })).not.toThrow();
    },
  );

  it.each([
    'http://ocore.example.com',
    'http://10.0.0.1:4700',
    'http://localhost.example.com',
    'http://127.0.0.1.example.com',
    'http://128.0.0.1',
    'http://[::]',
    'http://0.0.0.0',
    'HTTP://ocore.example.com',
  ])('sends no key over plain http to another machine: %s', (address) => {
    const attempt = (): unknown => session({ OCORE_API_URL: address });

    expect(attempt).toThrow(UsageError);
    expect(attempt).toThrow('OCORE_API_URL begins with http://: everybody on the way could read the key');
  });

  it.each([
    'https://me:s3cr3t@ocore.example.com',
    'https://s3cr3t@ocore.example.com',
    'http://127.0.0.1@s3cr3t.example.com',
    'me:s3cr3t@ocore.example.com',
    'https://me:s3cr3t@[::1',
  ])('refuses the address %s, and does not repeat it', (address) => {
    const attempt = (): unknown => session({ OCORE_API_URL: address });

    expect(attempt).toThrow(UsageError);
    expect(attempt).toThrow(/^(?!.*s3cr3t)OCORE_API_URL (?:must be an address|holds a user or a password)/);
  });

  it.each([{ OCORE_TOKEN: 'ocore_s3cr3t\nocore_x' }, { OCORE_TOKEN: 'ocore_s3cr3t€' }, { OCORE_ORG: 's3cr3t-ü' }])(
    'refuses %j, which no call could send, and does not repeat it',
    (environment) => {
      const attempt = (): unknown => session(environment);

      expect(attempt).toThrow(UsageError);
      expect(attempt).toThrow(/^(?!.*s3cr3t)OCORE_(?:TOKEN|ORG) holds a line break or a letter that is not ASCII/);
    },
  );

  it('takes the line end of a file for no part of the token', async () => {
    expect((await requestOf({ OCORE_TOKEN: 'ocore_x\r\n' })).headers.get('authorization')).toBe('Bearer ocore_x');
  });

  it.each([
    '',
    'ocore.example.com',
    'localhost:4700',
    'ftp://ocore.example.com',
    'file:///etc',
    'javascript:x',
    'https://',
  ])('refuses the address %j as a wrong command line', (address) => {
    const attempt = (): unknown => session({ OCORE_API_URL: address });

    expect(attempt).toThrow(UsageError);
    expect(attempt).toThrow('OCORE_API_URL must be an address such as https://ocore.example.com');
  });
});
