import { describe, expect, it } from 'vitest';
import { contextNow, invite, login, ocore, service, useBench } from './cli-browser-login-bench.ts';

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
