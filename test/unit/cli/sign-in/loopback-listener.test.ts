import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { type LoopbackListener, listenForAnswer } from '../../../../cli/sign-in/loopback-listener.ts';

const opened: LoopbackListener[] = [];
const listen = async (uris: readonly string[] = ['http://127.0.0.1:0/callback']): Promise<LoopbackListener> => {
  const listener = await listenForAnswer(uris);
  opened.push(listener);
  return listener;
};
afterEach(() => {
  for (const listener of opened.splice(0)) listener.close();
});

const statusOf = (
  { redirectUri }: LoopbackListener,
  path: string,
  options: { readonly method?: string; readonly host?: string } = {},
): Promise<number> => {
  const { port, host } = new URL(redirectUri);
  return new Promise((resolve, reject) => {
    request(
      { host: '127.0.0.1', port, path, method: options.method ?? 'GET', headers: { host: options.host ?? host } },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    )
      .once('error', reject)
      .end();
  });
};

describe('the listener on this machine', () => {
  it('takes the first answer with the right state, and what forged ones came before counts for nothing', async () => {
    const listener = await listen();
    const answered = listener.answer('right');

    const forged = [
      await statusOf(listener, '/callback?code=evil&state=wrong'),
      await statusOf(listener, '/callback?code=evil'),
      await statusOf(listener, '/callback?error=access_denied'),
    ];
    const first = await statusOf(listener, '/callback?code=mine&state=right');

    expect(forged).toEqual([400, 400, 400]);
    expect(first).toBe(200);
    expect((await answered).get('code')).toBe('mine');
  });

  it('takes no second answer', async () => {
    const listener = await listen();
    const answered = listener.answer('right');
    await statusOf(listener, '/callback?code=mine&state=right');

    const second = await statusOf(listener, '/callback?code=another&state=right');

    expect(second).toBe(400);
    expect((await answered).get('code')).toBe('mine');
  });

  it.each([
    ['another path', '/', {}],
    ['a path that contains it', '/callback/../admin?code=x&state=right', {}],
    ['an address of another server', 'http://evil.example/callback?code=x&state=right', {}],
    ['another method', '/callback?code=x&state=right', { method: 'POST' }],
    ['another name of this machine', '/callback?code=x&state=right', { host: 'evil.example' }],
    ['localhost', '/callback?code=x&state=right', { host: 'localhost' }],
  ])('answers %s with 404 and goes on', async (_what, path, options) => {
    const listener = await listen();
    const answered = listener.answer('right');

    expect(await statusOf(listener, path, options)).toBe(404);
    await statusOf(listener, '/callback?code=mine&state=right');
    expect((await answered).get('code')).toBe('mine');
  });

  it('shows nothing of the address on its pages, and lets none keep them', async () => {
    const listener = await listen();
    void listener.answer('right');

    const answer = await fetch(`${listener.redirectUri}?code=secret&state=right&error=<script>`);

    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(await answer.text()).not.toMatch(/secret|script/);
  });

  it('takes the next address where one is taken, and says what to do where all are', async () => {
    const first = await listen();
    const taken = first.redirectUri;
    const second = await listen([taken, 'http://127.0.0.1:0/callback']);

    expect(second.redirectUri).not.toBe(taken);
    await expect(listenForAnswer([taken])).rejects.toThrow(/all are taken.*--with-token/);
  });

  it.each([
    'https://127.0.0.1:0/callback',
    'http://localhost:0/callback',
    'http://0.0.0.0:0/callback',
    'https://ocore.example.com/sign-in/callback',
  ])('never listens for %s', async (uri) => {
    await expect(listenForAnswer([uri])).rejects.toThrow(/--with-token/);
  });
});
