import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ocoreCommand } from '#test/run-command.ts';
import { startOnTerminal } from '#test/start-command.ts';
import {
  addressIn,
  contextNow,
  contexts,
  environment,
  file,
  folder,
  invite,
  inviteElsewhere,
  login,
  ocore,
  provider,
  service,
  signInAt,
  spoil,
  startLogin,
  useBench,
} from './cli-browser-login-bench.ts';

useBench();

describe('ocore login by browser', () => {
  it('on a terminal opens a browser, asks which invitation to accept, and keeps the sign-in', async () => {
    await invite('ada@acme.example');
    await inviteElsewhere('ada@acme.example', 'other-corp');
    const opened = join(folder, 'opened');
    writeFileSync(
      join(folder, 'xdg-open'),
      `#!/bin/sh\nprintf '%s\\n' "$1" > ${opened}.new && mv ${opened}.new ${opened}\n`,
    );
    chmodSync(join(folder, 'xdg-open'), 0o755);

    const started = startOnTerminal(`${ocoreCommand} login ${service.local.url} --context mine`, {
      ...environment(),
      DISPLAY: ':0',
      PATH: `${folder}:${process.env.PATH}`,
    });
    await expect.poll(() => existsSync(opened)).toBe(true);
    await signInAt(() => readFileSync(opened, 'utf8'), 'ada');
    await expect.poll(started.stdout).toContain('Which one do you join now?');
    const shown = started.stdout();
    started.type(`${shown.includes('1. other-corp') ? 1 : 2}\n`);

    expect(await started.ended, started.stdout()).toBe(0);
    expect(started.stdout()).toContain('Signed in to Other Corp as Mona Lisa.');
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(contextNow()).toMatchObject({ url: service.local.url, organization: 'other-corp' });
    const who = await ocore(['whoami', '--json']);
    expect(JSON.parse(who.stdout)).toMatchObject({ organization: { slug: 'other-corp' }, principal: { kind: 'user' } });
  });

  it('without a terminal asks for --org where several have invited, and takes it', async () => {
    await invite('bob@acme.example');
    await inviteElsewhere('bob@acme.example', 'third-corp');

    const unnamed = await login('bob');
    const named = await login('bob', '--org', 'third-corp');

    expect([unnamed.code, named.code]).toEqual([2, 0]);
    expect(unnamed.stderr).toMatch(/Add --org with one of them/);
    expect(contextNow()).toMatchObject({ organization: 'third-corp' });
  });

  it('of somebody who is not invited ends with 5, and keeps nothing', async () => {
    const { code } = await login('eve');

    expect(code).toBe(5);
    expect(existsSync(file())).toBe(false);
  });

  it('ends with 130 at Ctrl-C, while it waits for the browser', async () => {
    const started = startLogin();
    await expect.poll(() => addressIn(started.stderr())).toBeDefined();

    started.signal('SIGINT');

    expect(await started.ended).toBe(130);
    expect(existsSync(file())).toBe(false);
  });

  it('of an address where something else answers ends with 2, and says which address it needs', async () => {
    const { code, stderr } = await ocore(['login', provider.url]);

    expect(code).toBe(2);
    expect(stderr).toContain('is no oCore Projects');
  });
});

describe('a sign-in that is kept', () => {
  it('is renewed before it ends, and a write is sent once', async () => {
    await invite('emil@acme.example');
    await login('emil');
    const { accessToken } = contextNow()?.signedIn ?? {};
    spoil({ expiresAt: Date.now() + 30_000 });

    const made = await ocore(['project', 'create', '--name', service.freshName()]);

    expect(made.code, made.stderr).toBe(0);
    expect(contextNow()?.signedIn?.accessToken).not.toBe(accessToken);
  });

  it('that the issuer has ended says so, and how to sign in again', async () => {
    await invite('fay@acme.example');
    await login('fay');
    const { tokenEndpoint = '', refreshToken } = contextNow()?.signedIn ?? {};
    const body = new URLSearchParams({ client_id: 'ocore', token: String(refreshToken) });
    await fetch(`${tokenEndpoint}/revocation`, { method: 'POST', body });
    spoil({ accessToken: 'a.b.c' });

    const { code, stderr } = await ocore(['whoami']);

    expect(code).toBe(4);
    expect(stderr).toMatch(/The sign-in at \S+ has ended/);
    expect(stderr).toContain('Sign in with ocore login');
  });

  it('ends at the issuer with ocore logout', async () => {
    await invite('gus@acme.example');
    await login('gus');
    const { tokenEndpoint = '', refreshToken } = contextNow()?.signedIn ?? {};

    const { code, stderr } = await ocore(['logout']);

    expect([code, provider.asked.revocations > 0]).toEqual([0, true]);
    expect(stderr).toContain('has ended');
    expect(contexts()).toEqual({ current: null, contexts: {} });
    const again = { grant_type: 'refresh_token', client_id: 'ocore', refresh_token: String(refreshToken) };
    const refused = await fetch(tokenEndpoint, { method: 'POST', body: new URLSearchParams(again) });
    expect(await refused.json()).toMatchObject({ error: 'invalid_grant' });
  });

  it('is forgotten by ocore logout too where the issuer is away, which it says', async () => {
    await invite('hal@acme.example');
    await login('hal');
    provider.isDown = true;

    const { code, stderr } = await ocore(['logout']);
    provider.isDown = false;

    expect(code).toBe(0);
    expect(stderr).toContain('did not end the sign-in');
    expect(contexts().contexts).toEqual({});
  });

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
