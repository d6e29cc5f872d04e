import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectionOf } from '../../../../cli/contexts/connection.ts';
import { changeContexts, contextFile, readContexts } from '../../../../cli/contexts/context-file.ts';

let folder: string;
let environment: NodeJS.ProcessEnv;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ocore-contexts-'));
  environment = { XDG_CONFIG_HOME: folder };
  await changeContexts(
    () => ({
      current: 'live',
      contexts: {
        live: { url: 'https://live.example.com', token: 'live-key', organization: 'acme' },
        test: { url: 'https://test.example.com', token: 'test-key' },
      },
    }),
    environment,
  );
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the file of contexts', () => {
  it('can be read by its owner alone', () => {
    expect(statSync(contextFile(environment)).mode & 0o777).toBe(0o600);
  });

  it('that is damaged is said, without a word of what is in it', () => {
    writeFileSync(contextFile(environment), '{"current": live-key');

    expect(() => readContexts(environment)).toThrow(/is damaged/);
    expect(() => readContexts(environment)).not.toThrow(/live-key/);
  });

  it('that cannot be read is said', () => {
    const other = { XDG_CONFIG_HOME: join(folder, 'other') };
    mkdirSync(contextFile(other), { recursive: true });

    expect(() => readContexts(other)).toThrow(/cannot be read \(EISDIR\)/);
    expect(dirname(contextFile(other))).toBe(join(folder, 'other', 'ocore'));
  });
});

describe('the connection of a command', () => {
  it('is that of the present context', () => {
    expect(connectionOf({}, environment)).toEqual({
      baseUrl: 'https://live.example.com',
      token: 'live-key',
      organization: 'acme',
      context: 'live',
    });
  });

  it('takes variables before the file', () => {
    const variables = {
      ...environment,
      OCORE_API_URL: 'https://live.example.com',
      OCORE_TOKEN: 'mine',
      OCORE_ORG: 'other',
    };

    expect(connectionOf({}, variables)).toMatchObject({ token: 'mine', organization: 'other' });
  });

  it('takes flags before variables, and a named context whole', () => {
    const variables = { ...environment, OCORE_API_URL: 'https://elsewhere.example.com', OCORE_TOKEN: 'mine' };

    expect(connectionOf({ context: 'test' }, variables)).toMatchObject({
      baseUrl: 'https://test.example.com',
      token: 'test-key',
    });
    expect(connectionOf({ apiUrl: 'https://flag.example.com', org: 'x' }, variables)).toMatchObject({
      baseUrl: 'https://flag.example.com',
      token: 'mine',
      organization: 'x',
    });
  });

  it('never sends the key of a context to another address', () => {
    expect(connectionOf({ apiUrl: 'https://evil.example.com' }, environment)).toMatchObject({
      token: undefined,
      organization: undefined,
    });
    expect(connectionOf({}, { ...environment, OCORE_API_URL: 'https://evil.example.com' }).token).toBeUndefined();
  });

  it('is refused for a context that there is not, and for an address that others could read along', () => {
    expect(() => connectionOf({ context: 'prod' }, environment)).toThrow(
      'There is no context prod. There is live, test.',
    );
    expect(() => connectionOf({ apiUrl: 'http://ocore.example.com' }, environment)).toThrow(
      /--api-url begins with http:/,
    );
  });

  it('needs no file that cannot be read where the environment gives address and token', () => {
    // Below a file there is nothing that could be read.
    const unreadable = { ...environment, XDG_CONFIG_HOME: import.meta.filename };
    const variables = { ...unreadable, OCORE_API_URL: 'https://ci.example.com', OCORE_TOKEN: 'mine' };

    expect(connectionOf({}, variables)).toMatchObject({ baseUrl: 'https://ci.example.com', token: 'mine' });
    expect(() => connectionOf({ context: 'live' }, variables)).toThrow(/cannot be read/);
    expect(() => connectionOf({}, { ...variables, OCORE_CONTEXT: 'live' })).toThrow(/cannot be read/);
    expect(() => connectionOf({}, { ...variables, OCORE_TOKEN: '' })).toThrow(/cannot be read/);
  });

  it('is refused for a token and an organisation that no call could send', () => {
    expect(() => connectionOf({}, { ...environment, OCORE_TOKEN: 'ocore_ü' })).toThrow(/^OCORE_TOKEN holds/);
    expect(() => connectionOf({ org: 'ü' }, environment)).toThrow(/^--org holds/);
  });
});
