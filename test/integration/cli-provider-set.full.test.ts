import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ocoreCommand, runCommand } from '#test/run-command.ts';
import { ocore, service, useService } from './cli-bench.ts';

useService();

const withInput = (args: readonly string[], input: string) =>
  runCommand(ocoreCommand, ['provider', 'set', ...args], {
    env: { OCORE_TOKEN: service.token, OCORE_API_URL: service.local.url },
    input,
  });
const key = '-----BEGIN PRIVATE KEY-----\nMIIB\nAAAA\n-----END PRIVATE KEY-----\n';

describe('ocore provider set', () => {
  it('sends a GitHub App with the private key of stdin, whole, and shows nothing of it', async () => {
    const { code, stdout, stderr } = await withInput(['github', '--app', '12345/67890', '--json'], key);

    // The provider is not reached, or does not know the App: the service has read the credential.
    expect(code).not.toBe(0);
    expect(JSON.parse(stderr)).not.toMatchObject({ code: 'validation_failed' });
    expect(stdout + stderr).not.toContain('MIIB');
  });

  it.each([['12345'], ['12345/'], ['1/2/3'], ['/2']])('refuses the App %s before it reads a key', async (app) => {
    const { code, stderr } = await withInput(['github', '--app', app], '');

    expect(code).toBe(2);
    expect(stderr).toContain('two numbers with a slash');
  });

  it('takes one credential', async () => {
    expect((await withInput(['github', '--app', '1/2', '--token', '-'], key)).code).toBe(2);
    expect((await withInput(['bitbucket', '--token-of', 'mona', '--token', '-'], 'token')).code).toBe(2);
  });

  it('sends the text of the file of authorities', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ocore-authorities-'));
    writeFileSync(join(folder, 'none.pem'), 'no certificate');

    const absent = await ocore(['provider', 'set', 'gitea', '--ca-bundle', join(folder, 'absent.pem')]);
    const none = await ocore(['provider', 'set', 'gitea', '--ca-bundle', join(folder, 'none.pem'), '--json']);
    const removed = await ocore(['provider', 'set', 'gitea', '--ca-bundle', '']);
    rmSync(folder, { recursive: true });

    expect([absent.code, absent.stderr.includes('cannot be read (ENOENT)')]).toEqual([2, true]);
    expect(JSON.parse(none.stderr)).toMatchObject({ errors: [{ pointer: '#/caBundle' }] });
    expect(removed.code, removed.stderr).toBe(0);
  });
});
