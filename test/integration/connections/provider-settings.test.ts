import { describe, expect, it } from 'vitest';
import type { Provider } from '#shared/contract/repository.ts';
import { resumeSettings } from '#shared/workflows/settings/change-provider-settings.ts';
import { expectProblem } from '#test/integration/expect-problem.ts';
import { organizationOf, otherOrganization, restrictedKey } from '#test/integration/principals.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import {
  acme,
  credentialSecrets,
  faults,
  fingerprint,
  get,
  gitea,
  github,
  hostKey,
  path,
  put,
  remove,
  service,
  storedSettings,
  tick,
  token,
  useBench,
  withGood,
} from './provider-settings-bench.ts';

useBench();

describe('where nothing is set', () => {
  it.each([
    ['github', 'https://github.com', 'github.com', 22],
    ['gitlab', 'https://gitlab.com', 'gitlab.com', 22],
    ['bitbucket', 'https://bitbucket.org', 'bitbucket.org', 22],
    ['gitea', null, null, null],
  ])('GET of %s answers its public host and no credential', async (provider, baseUrl, sshHost, sshPort) => {
    const { json } = expectStatus(200, await get(provider));

    const { sshHostKeys, ...rest } = json;
    expect(rest).toEqual({ provider, baseUrl, sshHost, sshPort, caBundle: [], credential: null });
    const shown = sshHostKeys as { type: string; fingerprint: string }[];
    expect(shown.length > 0).toBe(baseUrl !== null);
    for (const key of shown)
      expect(key).toEqual({ type: expect.any(String), fingerprint: expect.stringMatching(/^SHA256:[\w+/]{43}$/) });
  });
});

describe('a credential', () => {
  it('is told by its kind, last four characters, login and time alone', async () => {
    const before = new Date().toISOString();
    const { json } = expectStatus(200, await put('gitea', withGood()));
    const after = new Date().toISOString();

    const credential = json.credential as { setAt: string };
    expect(credential).toEqual({
      kind: 'token',
      lastFour: gitea.tokens.good.slice(-4),
      setAt: expect.any(String),
      expiresAt: null,
      login: 'deployer',
    });
    expect([before, credential.setAt, after]).toEqual([before, credential.setAt, after].sort());
    const shown = expectStatus(200, await get('gitea'));
    expect(shown.json).toEqual(json);
    expect(shown.text).not.toContain(gitea.tokens.good);
    expect(shown.headers.etag).toMatch(/^"\d+\./);
  });

  it('can be a GitHub App', async () => {
    const credential = github.standIn.service.accounts.credential('app', 'good');

    const { json, text } = expectStatus(200, await put('github', { baseUrl: github.baseUrl, credential }));

    expect(json.credential).toMatchObject({ kind: 'app', lastFour: '99', expiresAt: null });
    expect(text).not.toContain('PRIVATE KEY');
  });

  it('that is refused leaves the one before it in force', async () => {
    const before = expectStatus(200, await put('gitea', withGood()));

    expectProblem(await put('gitea', { credential: token(gitea.tokens.wrong) }), 'provider_credential_rejected');

    expect((await get('gitea')).json).toEqual(before.json);
    expect(credentialSecrets()).toHaveLength(1);
  });
});

describe('a change', () => {
  it('of nothing changes nothing', async () => {
    const before = expectStatus(200, await put('gitea', { ...withGood(), sshPort: 2222, sshHostKeys: [hostKey] }));

    const after = expectStatus(200, await put('gitea', {}));

    expect(after.json).toEqual(before.json);
    expect(after.headers.etag).toBe(before.headers.etag);
  });

  it('merges field by field', async () => {
    expectStatus(200, await put('gitea', withGood()));
    expectStatus(200, await put('gitea', { sshHost: 'SSH.acme.example' }));
    expectStatus(200, await put('gitea', { sshPort: 2222 }));

    const { json } = expectStatus(200, await put('gitea', { sshHostKeys: [`git.acme.example ${hostKey} comment`] }));

    expect(json).toMatchObject({
      baseUrl: gitea.baseUrl,
      sshHost: 'ssh.acme.example',
      sshPort: 2222,
      sshHostKeys: [{ type: 'ssh-ed25519', fingerprint }],
      credential: { login: 'deployer' },
    });
  });

  it('of the address drops credential, secret and SSH facts of the old server', async () => {
    expectStatus(
      200,
      await put('gitea', { ...withGood(), sshHost: 'ssh.acme.example', sshPort: 2222, sshHostKeys: [hostKey] }),
    );

    const { json } = expectStatus(200, await put('gitea', { baseUrl: acme }));

    expect(json).toEqual({
      provider: 'gitea',
      baseUrl: acme,
      sshHost: 'git.acme.example',
      sshPort: 22,
      sshHostKeys: [],
      caBundle: [],
      credential: null,
    });
    expect(credentialSecrets()).toEqual([]);
    expect(gitea.standIn.requests()).toHaveLength(1);
  });

  it('takes a host key once, however often it is sent', async () => {
    const { json } = expectStatus(
      200,
      await put('gitea', { baseUrl: acme, sshHostKeys: [hostKey, `host ${hostKey}`] }),
    );

    expect(json.sshHostKeys).toEqual([{ type: 'ssh-ed25519', fingerprint }]);
  });
});

describe('permissions and versions', () => {
  it('view:settings reads, manage:settings changes, and neither sees another organisation', async () => {
    const organization = service.local.organization.id;
    const viewer = await restrictedKey(organization, ['view:settings']);
    const manager = await restrictedKey(organization, ['view:settings', 'manage:settings']);
    const nobody = await restrictedKey(organization, ['view:projects']);
    const other = await otherOrganization(service, 'other-settings');
    expectStatus(200, await put('gitea', { baseUrl: acme }, { token: manager.token }));

    expectStatus(200, await service.api('GET', path('gitea'), { token: viewer.token }));
    for (const answer of [
      await put('gitea', {}, { token: viewer.token }),
      await service.api('DELETE', path('gitea'), { token: viewer.token }),
    ]) {
      expect(expectProblem(answer, 'permission_missing').requiredPermission).toBe('manage:settings');
    }
    const refused = await service.api('GET', path('gitea'), { token: nobody.token });
    expect(expectProblem(refused, 'permission_missing').requiredPermission).toBe('view:settings');
    const foreign = expectStatus(200, await service.api('GET', path('gitea'), { token: other.token }));
    expect(foreign.json.baseUrl).toBeNull();
    expectStatus(204, await service.api('DELETE', path('gitea'), { token: manager.token }));
  });

  it('a change and a removal with an old ETag are refused, with the present one they are not', async () => {
    const old = expectStatus(200, await put('gitea', { baseUrl: acme })).headers.etag ?? '';
    const present = expectStatus(200, await put('gitea', { sshPort: 2222 })).headers.etag ?? '';
    expect(present).not.toBe(old);

    expectProblem(await put('gitea', { sshPort: 23 }, { headers: { 'if-match': old } }), 'precondition_failed');
    expectProblem(await service.api('DELETE', path('gitea'), { headers: { 'if-match': old } }), 'precondition_failed');
    expectStatus(200, await put('gitea', { sshPort: 23 }, { headers: { 'if-match': present } }));
    const same = (await get('gitea')).headers.etag ?? '';
    expectStatus(304, await service.api('GET', path('gitea'), { headers: { 'if-none-match': same } }));
    expectStatus(204, await service.api('DELETE', path('gitea'), { headers: { 'if-match': same } }));
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

  it('is the only one, and a new one each time', async () => {
    const ids = new Set<string>();
    for (let count = 0; count < 3; count += 1) {
      expectStatus(200, await put('gitea', withGood()));
      expect(credentialSecrets()).toHaveLength(1);
      ids.add(credentialSecrets()[0] ?? '');
    }
    expect(ids.size).toBe(3);
    await tick();
    await expectNoLeftovers();
  });

  it('goes with the settings', async () => {
    expectStatus(200, await put('gitea', withGood()));

    expectStatus(204, await remove('gitea'));

    expect(credentialSecrets()).toEqual([]);
    expect((await get('gitea')).json).toMatchObject({ baseUrl: null, credential: null });
  });

  it('is one where two change it at once', async () => {
    const answers = await Promise.all([put('gitea', withGood()), put('gitea', withGood()), put('gitea', withGood())]);

    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
    await tick();
    await expectNoLeftovers();
    expect(credentialSecrets()).toHaveLength(1);
  });

  it('is not taken by a tick while its change is under way', async () => {
    await faults.during(
      async (command, _input, send) => {
        const answer = await send();
        if (command === 'CreateSecretCommand') {
          await resumeSettings(organizationOf(service), 'gitea', new Date().toISOString());
        }
        return answer;
      },
      async () => expectStatus(200, await put('gitea', withGood())),
    );

    await tick();

    await expectNoLeftovers();
    expect(credentialSecrets()).toHaveLength(1);
  });
});
