import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConsoleBuildFailed, type RunningBuild } from '#infra/console/start-build.ts';
import { LocalConsole } from '#infra/local/local-console.ts';

type Build = PromiseWithResolvers<string> & { readonly stopped: () => boolean };

let builds: Build[];
let local: LocalConsole;
beforeEach(() => {
  builds = [];
  local = new LocalConsole((): RunningBuild => {
    const made = Promise.withResolvers<string>();
    let isStopped = false;
    builds.push({ ...made, stopped: () => isStopped });
    return {
      folder: made.promise,
      stop: () => {
        isStopped = true;
        made.reject(new ConsoleBuildFailed('ended'));
      },
    };
  });
  vi.stubEnv('CONSOLE_FOLDER', undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const request = (routeKey: string, rawPath: string, accept = 'text/html'): APIGatewayProxyEventV2 =>
  ({ routeKey, rawPath, headers: { accept }, requestContext: { http: { method: 'GET' } } }) as never;
const page = request('GET /', '/');

describe('the console of npm start', () => {
  it.each([
    ['the API', request('GET /api/projects', '/api/projects')],
    ['an unknown address of the API', request('$default', '/api/nothing')],
    ['who takes no HTML', request('$default', '/projects', '*/*')],
  ])('is not built for %s', async (_what, event) => {
    expect(await local.answer(event)).toBeNull();
    expect(builds).toHaveLength(0);
  });

  it('lets page, deep link and asset wait for one build, and then tells the function where it is', async () => {
    const answers = [page, request('$default', '/projects'), request('GET /assets/{file}', '/assets/a.js')].map((one) =>
      local.answer(one),
    );
    expect(process.env.CONSOLE_FOLDER).toBeUndefined();

    builds[0]?.resolve('/built');

    expect(await Promise.all(answers)).toEqual([null, null, null]);
    expect(await local.answer(page)).toBeNull();
    expect([process.env.CONSOLE_FOLDER, builds.length]).toEqual(['/built', 1]);
  });

  it('is built in the background where it is begun, and whoever asks waits for that build', async () => {
    local.begin();
    const answer = local.answer(page);
    builds[0]?.resolve('/built');

    expect([await answer, builds.length]).toEqual([null, 1]);
  });

  it('shows why it could not be built, as text, and is built anew by the next request', async () => {
    local.begin();
    builds[0]?.reject(new ConsoleBuildFailed('<script>alert("1")</script> & more'));
    const failed = await local.answer(page);
    const next = local.answer(page);
    builds[1]?.resolve('/built');

    expect(failed).toMatchObject({
      statusCode: 500,
      headers: {
        'cache-control': 'no-store',
        'content-security-policy': expect.stringMatching(/^default-src 'none';/),
      },
    });
    expect(failed?.body).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; more');
    expect(failed?.body).not.toContain('<script');
    expect([await next, builds.length]).toEqual([null, 2]);
  });

  it('hands on what is no failed build', async () => {
    const answer = local.answer(page);
    builds[0]?.reject(new Error('EACCES'));

    await expect(answer).rejects.toThrow('EACCES');
  });

  it('ends its build with the service, answers who waits, and builds no more', async () => {
    const answer = local.answer(page);

    await local.stop();

    expect([(await answer)?.statusCode, builds[0]?.stopped()]).toEqual([500, true]);
    expect((await local.answer(page))?.body).toContain('The service stops.');
    expect(builds).toHaveLength(1);
  });
});
