import { X509Certificate } from 'node:crypto';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Provider } from '#shared/contract/repository.ts';
import type { Answer } from '#test/call.ts';
import { Authority } from '#test/fixtures/authority.ts';
import { faultsAt } from '#test/integration/aws-faults.ts';
import { expectProblem } from '#test/integration/expect-problem.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import { gitlabHost } from './git-host.ts';
import { hostileBaseUrls, legalBaseUrls, loopbackBaseUrls } from './hostile-base-urls.ts';
import {
  acme,
  contents,
  credentialSecrets,
  faults,
  get,
  gitea,
  github,
  hostKey,
  put,
  remove,
  storedSettings,
  tick,
  token,
  useBench,
  withGood,
} from './provider-settings-bench.ts';

useBench();

describe('where nothing is set', () => {
  it.each(['github.com', 'GITHUB', 'unknown', '..'])('%s is no provider', async (provider) => {
    expectProblem(await get(provider), 'not_found');
    expectProblem(await put(provider, {}), 'not_found');
    expectProblem(await remove(provider), 'not_found');
  });

  it('DELETE answers 204', async () => {
    expectStatus(204, await remove('gitlab'));
  });

  it.each([
    ['github', 'https://github.com'],
    ['gitlab', 'https://gitlab.com/'],
  ])('PUT of the public address of %s, as GET tells it, sets nothing', async (provider, baseUrl) => {
    const before = expectStatus(200, await get(provider));

    const after = expectStatus(200, await put(provider, { baseUrl }));

    expect(after.json).toEqual(before.json);
  });
});

describe('a credential', () => {
  it('is told with the day on which it expires, where the provider says it', async () => {
    github.standIn.service.tokenExpiration = '2027-01-31 10:00:00 UTC';

    const { json } = expectStatus(
      200,
      await put('github', { baseUrl: github.baseUrl, credential: token(github.tokens.good) }),
    );

    expect(json.credential).toMatchObject({ expiresAt: '2027-01-31T10:00:00.000Z', login: 'octocat' });
  });

  it('of GitLab tells login and expiry', async () => {
    const gitlab = await gitlabHost('19');

    const set = await put('gitlab', { baseUrl: gitlab.baseUrl, credential: token(gitlab.tokens.good) });

    await gitlab.standIn.stop();
    expect(expectStatus(200, set).json.credential).toMatchObject({
      login: 'deployer',
      expiresAt: '2027-03-01T00:00:00.000Z',
    });
  });

  it.each([
    ['wrong', /answered 401/],
    ['unknown-token', /answered 401/],
  ])('that is %s is refused with what the provider answered, and nothing is stored', async (quality, said) => {
    const before = await storedSettings('gitea');
    const bad = quality === 'wrong' ? gitea.tokens.wrong : quality;

    const problem = expectProblem(
      await put('gitea', { baseUrl: gitea.baseUrl, credential: token(bad) }),
      'provider_credential_rejected',
    );

    expect(problem.detail).toMatch(said);
    expect(problem.detail).toContain('user does not exist');
    expect(problem.detail).not.toContain(bad);
    expect(await storedSettings('gitea')).toEqual(before);
    expect(credentialSecrets()).toEqual([]);
  });

  it.each([
    ['an outage', 503, 'provider_failed'],
    ['a lost connection', 'drop', 'provider_failed'],
    ['an answer that is none', { status: 200, body: '<html>' }, 'provider_failed'],
    ['a redirect', { status: 302, headers: { location: 'https://evil.example/' } }, 'provider_failed'],
    ['a rate limit', { status: 429, headers: { 'retry-after': '9' } }, 'provider_rate_limited'],
  ] as const)('is not stored where it met %s', async (_what, fault, code) => {
    gitea.standIn.break(fault);

    expectProblem(await put('gitea', withGood()), code);

    expect((await get('gitea')).json.credential).toBeNull();
    expect(credentialSecrets()).toEqual([]);
  });

  it.each([
    [
      'an App, for GitLab',
      'gitlab',
      {
        kind: 'app',
        appId: '1',
        installationId: '2',
        privateKey: '-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----',
      },
      '#/credential/kind',
    ],
    [
      'a user name, for GitHub',
      'github',
      { kind: 'token', token: 'x'.repeat(20), username: 'mona' },
      '#/credential/username',
    ],
    [
      'a user name, for Gitea',
      'gitea',
      { kind: 'token', token: 'x'.repeat(20), username: 'mona' },
      '#/credential/username',
    ],
    [
      'a user name with a colon',
      'bitbucket',
      { kind: 'token', token: 'x'.repeat(20), username: 'a:b' },
      '#/credential/username',
    ],
    ['a kind that is none', 'github', { kind: 'password', token: 'x'.repeat(20) }, '#/credential/kind'],
    ['a token that is too short', 'github', { kind: 'token', token: 'short' }, '#/credential/token'],
    ['a token with a line break', 'github', { kind: 'token', token: 'long-enough\r\nX-Evil: 1' }, '#/credential/token'],
    ['a token with other letters', 'github', { kind: 'token', token: 'tøken-long-enough' }, '#/credential/token'],
    ['an App without its key', 'github', { kind: 'app', appId: '1', installationId: '2' }, '#/credential/privateKey'],
    [
      'an App with a name for a number',
      'github',
      {
        kind: 'app',
        appId: 'mine',
        installationId: '2',
        privateKey: '-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----',
      },
      '#/credential/appId',
    ],
    [
      'a field that nobody knows',
      'github',
      { kind: 'token', token: 'x'.repeat(20), scope: 'repo' },
      '#/credential/scope',
    ],
    ['a text', 'github', 'ghp_x', '#/credential'],
  ])('that is %s is refused at its field', async (_what, provider, credential, pointer) => {
    const answer = await put(provider, { credential });

    expectProblem(answer, 'validation_failed', [pointer]);
    expect(credentialSecrets()).toEqual([]);
  });

  it('of Gitea needs the address first', async () => {
    expectProblem(await put('gitea', { credential: token(gitea.tokens.good) }), 'validation_failed', ['#/baseUrl']);
  });
});

describe('a change', () => {
  it('to what is there already changes nothing', async () => {
    const before = expectStatus(200, await put('gitea', { ...withGood(), sshPort: 2222, sshHostKeys: [hostKey] }));

    const after = expectStatus(
      200,
      await put('gitea', { baseUrl: `${gitea.baseUrl}/`, sshPort: 2222, sshHostKeys: [hostKey] }),
    );

    expect(after.headers.etag).toBe(before.headers.etag);
    expect(after.json).toEqual(before.json);
  });

  it('to null clears a field, to the default that it had', async () => {
    expectStatus(
      200,
      await put('gitea', { ...withGood(), sshHost: 'ssh.acme.example', sshPort: 2222, sshHostKeys: [hostKey] }),
    );

    const { json } = expectStatus(
      200,
      await put('gitea', { sshHost: null, sshPort: null, sshHostKeys: [], credential: null }),
    );

    expect(json).toMatchObject({
      baseUrl: gitea.baseUrl,
      sshHost: '127.0.0.1',
      sshPort: 22,
      sshHostKeys: [],
      credential: null,
    });
    expect(credentialSecrets()).toEqual([]);
  });

  it('of the address to none drops them too', async () => {
    expectStatus(200, await put('github', { baseUrl: github.baseUrl, credential: token(github.tokens.good) }));

    const { json } = expectStatus(200, await put('github', { baseUrl: null }));

    expect(json).toMatchObject({ baseUrl: 'https://github.com', credential: null });
    expect(credentialSecrets()).toEqual([]);
  });

  it('of the address together with a credential tries it at the new address alone', async () => {
    expectStatus(200, await put('gitea', { baseUrl: acme }));

    expectStatus(200, await put('gitea', withGood()));

    expect(gitea.standIn.requests().map((request) => request.path)).toEqual(['/git/api/v1/user']);
  });

  it.each(['sshHost', 'sshPort', 'sshHostKeys'])(
    'of %s is refused where there is no address of its own',
    async (field) => {
      const values: Record<string, unknown> = { sshHost: 'ssh.acme.example', sshPort: 22, sshHostKeys: [hostKey] };

      expectProblem(await put('github', { [field]: values[field] }), 'validation_failed', [`#/${field}`]);
    },
  );

  it('of the address of Bitbucket is refused', async () => {
    expectProblem(await put('bitbucket', { baseUrl: acme }), 'validation_failed', ['#/baseUrl']);
  });

  it.each([
    [{ sshPort: 0 }, '#/sshPort'],
    [{ sshPort: 65_536 }, '#/sshPort'],
    [{ sshPort: '22' }, '#/sshPort'],
    [{ sshHost: 'ssh://git.acme.example' }, '#/sshHost'],
    [{ sshHost: 'git.acme.example:22' }, '#/sshHost'],
    [{ sshHost: '-oProxyCommand=id' }, '#/sshHost'],
    [{ sshHost: 'a b' }, '#/sshHost'],
    [{ sshHost: '169.254.169.254' }, '#/sshHost'],
    [{ sshHostKeys: 'x' }, '#/sshHostKeys'],
    [{ sshHostKeys: [hostKey, 'ssh-ed25519 AAAA'] }, '#/sshHostKeys/1'],
    [{ sshHostKeys: [''] }, '#/sshHostKeys/0'],
    [{ sshHostKeys: [`ssh-rsa ${hostKey.split(' ')[1]}`] }, '#/sshHostKeys/0'],
    [{ sshHostKeys: ['ssh-dss AAAAB3NzaC1kc3MAAACBAP'] }, '#/sshHostKeys/0'],
    [{ sshHostKeys: [`${hostKey}\n${hostKey}`] }, '#/sshHostKeys/0'],
    [{ sshHostKeys: Array.from({ length: 11 }, () => hostKey) }, '#/sshHostKeys'],
    [{ caBundle: 'Acme Root' }, '#/caBundle'],
    [{ caBundle: '' }, '#/caBundle'],
    [{ caBundle: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' }, '#/caBundle'],
    [{ caBundle: 7 }, '#/caBundle'],
    [{ caBundle: 'x'.repeat(20_001) }, '#/caBundle'],
    [{ url: acme }, '#/url'],
  ])('to %j is refused at its field', async (body, pointer) => {
    const answer = await put('gitea', { baseUrl: acme, ...body });

    expectProblem(answer, 'validation_failed', [pointer]);
    expect((await get('gitea')).json.baseUrl).toBeNull();
  });
});

describe('a base URL', () => {
  afterEach(() => {
    process.env.OCORE_LOCAL = 'true';
  });

  it.each(hostileBaseUrls)('%j is refused', async (baseUrl) => {
    expectProblem(await put('gitea', { baseUrl }), 'validation_failed', ['#/baseUrl']);
  });

  it.each(loopbackBaseUrls)('%s is refused where the service is not the only one on its machine', async (baseUrl) => {
    delete process.env.OCORE_LOCAL;

    expectProblem(await put('gitea', { baseUrl }), 'validation_failed', ['#/baseUrl']);
  });

  it.each(legalBaseUrls)('%s is kept as %s', async (baseUrl, kept) => {
    const { json } = expectStatus(200, await put('gitea', { baseUrl }));

    expect(json.baseUrl).toBe(kept);
  });

  it('on loopback that was set before is not called where the service is not the only one on its machine', async () => {
    expectStatus(200, await put('gitea', withGood()));
    const asked = gitea.standIn.requests().length;
    delete process.env.OCORE_LOCAL;

    expectProblem(await put('gitea', { credential: token(gitea.tokens.good) }), 'provider_failed');

    expect(gitea.standIn.requests()).toHaveLength(asked);
  });
});

describe('permissions and versions', () => {
  it('every change leaves an audit record, and none holds a credential', async () => {
    const ofAudit = () => contents.items((item) => item.pk.includes('#AUDIT#'));
    const before = new Set((await ofAudit()).map(({ sk }) => sk));
    expectStatus(200, await put('gitea', withGood()));
    expectStatus(200, await put('gitea', {}));
    expectStatus(204, await remove('gitea'));

    const records = (await ofAudit()).filter(({ sk }) => !before.has(sk));

    expect(records).toHaveLength(2);
    for (const record of records) {
      expect(record).toMatchObject({ action: 'settings.updated', resourceId: 'gitea' });
      expect(JSON.stringify(record)).not.toContain(gitea.tokens.good);
    }
  });
});

describe("the credential's secret", () => {
  const inForce = async (provider: Provider): Promise<string | undefined> => {
    const stored = await storedSettings(provider);
    return (stored?.credential as { secretId: string } | null | undefined)?.secretId;
  };
  /** One secret, that of the settings; none where they have no credential. */
  const expectNoLeftovers = async (): Promise<void> => {
    const id = await inForce('gitea');
    expect(credentialSecrets()).toEqual(id === undefined ? [] : [id]);
    const stored = await storedSettings('gitea');
    if (stored === undefined) return;
    expect(stored.abandonedSecretIds).toEqual([]);
    expect(stored).not.toHaveProperty('gsi1pk');
  };

  it.each(['set', 'replaced', 'removed', 'dropped with its address'] as const)(
    'is never left behind, whichever call of the change is lost when it is %s',
    async (how) => {
      const change = (): Promise<Answer> =>
        how === 'removed' ? remove('gitea') : put('gitea', how.startsWith('dropped') ? { baseUrl: acme } : withGood());
      let boundaries = 0;
      for (let at = 1; ; at += 1) {
        let hit = false;
        for (const fault of faultsAt(at)) {
          expectStatus(204, await remove('gitea'));
          if (how !== 'set') expectStatus(200, await put('gitea', withGood()));
          hit = (await faults.hitting(fault, change)).hit || hit;

          await tick();

          await expectNoLeftovers();
          // What is said to be set can be used.
          const { json } = expectStatus(200, await get('gitea'));
          if (how === 'replaced') expect(json.credential).toMatchObject({ login: 'deployer' });
        }
        if (!hit) break;
        boundaries = at;
      }
      expect(boundaries).toBeGreaterThanOrEqual(3);
    },
  );

  it('is one where a change overtakes another before that stores its secret, even if that dies then', async () => {
    for (const dies of [false, true]) {
      let isFirst = true;
      let isDead = false;
      await faults.during(
        async (command, _input, send) => {
          if (isDead) throw new Error('The process is dead.');
          if (command !== 'CreateSecretCommand' || !isFirst) return send();
          isFirst = false;
          expectStatus(200, await put('gitea', withGood()));
          const answer = await send();
          isDead = dies;
          return answer;
        },
        () => put('gitea', withGood()),
      );

      await tick();

      await expectNoLeftovers();
      expect(credentialSecrets()).toHaveLength(1);
    }
  });
});

describe('an authority of a company', () => {
  let authority: Authority;
  let server: Server;
  let baseUrl: string;
  beforeAll(async () => {
    authority = new Authority();
    server = createServer(authority.issue('IP:127.0.0.1'), (_request, response) => {
      response.setHeader('content-type', 'application/json').end('{"id": 1, "login": "deploy-bot"}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    baseUrl = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    authority.remove();
  });
  const credential = token('token-of-the-bot');

  it('that nobody told is not trusted, and the answer says how to tell it', async () => {
    const { detail } = expectProblem(await put('gitea', { baseUrl, credential }), 'provider_failed');

    expect(detail).toMatch(/127\.0\.0\.1:\d+ has a TLS certificate that no known authority signed: .*caBundle/);
    expect(credentialSecrets()).toEqual([]);
  });

  it('is trusted where it is in the bundle, and shown by what an administrator compares', async () => {
    const caBundle = `# Acme\n${authority.cert}\n${authority.cert.replaceAll('\n', '\r\n')}`;

    const { json } = expectStatus(200, await put('gitea', { baseUrl, credential, caBundle }));

    const { fingerprint256, validToDate } = new X509Certificate(authority.cert);
    expect(json).toMatchObject({
      credential: { login: 'deploy-bot' },
      caBundle: [
        {
          subject: 'O=Acme, CN=Acme Root',
          fingerprint: `SHA256:${fingerprint256}`,
          expiresAt: validToDate.toISOString(),
        },
      ],
    });
    expect((await get('gitea')).json).toEqual(json);
  });

  it('goes with null, and with another address', async () => {
    expectStatus(200, await put('gitea', { baseUrl, caBundle: authority.cert }));

    expect(expectStatus(200, await put('gitea', { caBundle: null })).json.caBundle).toEqual([]);
    expectStatus(200, await put('gitea', { caBundle: authority.cert }));
    expect(expectStatus(200, await put('gitea', { baseUrl: acme })).json.caBundle).toEqual([]);
  });

  it('is not taken for a public host, nor with a private key', async () => {
    const { key } = authority.issue('IP:127.0.0.1');

    const forPublic = expectProblem(await put('github', { caBundle: authority.cert }), 'validation_failed', [
      '#/caBundle',
    ]);
    const withKey = await put('gitea', { baseUrl, caBundle: `${authority.cert}${key}` });

    expect(forPublic.detail).toContain('NODE_EXTRA_CA_CERTS');
    expect(expectProblem(withKey, 'validation_failed', ['#/caBundle']).detail).toContain('private key');
    expect(JSON.stringify(withKey.json)).not.toContain(key.split('\n')[1]);
  });
});
