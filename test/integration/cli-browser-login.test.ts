import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  contextNow,
  file,
  invite,
  login,
  ocore,
  provider,
  service,
  spoil,
  useBench,
} from './cli-browser-login-bench.ts';

useBench();

describe('ocore login by browser', () => {
  it('prints the address with --no-browser, and no secret', async () => {
    await invite('cleo@acme.example');

    const { code, stdout, stderr } = await login('cleo');

    expect(code, stderr).toBe(0);
    expect(stdout).toBe(`${new URL(service.local.url).host}\n`);
    expect(stderr).toContain('Open in your browser:\nhttp://');
    const { accessToken = '', refreshToken } = contextNow()?.signedIn ?? {};
    for (const secret of [accessToken, String(refreshToken)]) {
      expect(secret).not.toBe('');
      expect(stdout + stderr).not.toContain(secret);
    }
    expect((await ocore(['project', 'list'])).code).toBe(0);
  });
});

describe('a sign-in that is kept', () => {
  it('is renewed once where two processes find its token refused', async () => {
    await invite('dora@acme.example');
    await login('dora');
    spoil({ accessToken: 'a.b.c' });
    const before = provider.asked.tokens;

    const ran = await Promise.all([ocore(['whoami']), ocore(['whoami'])]);

    expect(ran.map(({ code }) => code)).toEqual([0, 0]);
    expect(provider.asked.tokens - before).toBe(1);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });
});
