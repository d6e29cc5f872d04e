import { createSecretKey, generateKeyPairSync } from 'node:crypto';
import { createEmulator, type Emulator } from 'emulate';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { guardedFetch } from '#shared/network/guarded-fetch.ts';
import type { GitProvider, ProviderRepository, WebhookCandidate } from '#shared/providers/client/git-provider.ts';
import type { ProviderCredential } from '#shared/providers/client/provider-credential.ts';
import { githubProvider } from '#shared/providers/github/provider.ts';
import { githubWebhook } from '#shared/providers/github/webhook.ts';
import { type SeenRequest, StandInServer } from './stand-in-server.ts';

// A GitHub that somebody else wrote, of vercel-labs/emulate. It has no deploy keys, and takes two hooks that are alike.
const seed = {
  tokens: { ghp_emulated: { login: 'octocat', scopes: ['repo', 'admin:repo_hook'] } },
  github: {
    users: [{ login: 'octocat' }],
    repos: [{ owner: 'octocat', name: 'odoo-custom', private: true, auto_init: true }],
    apps: [
      {
        app_id: 12_345,
        slug: 'ocore',
        name: 'oCore',
        permissions: { contents: 'read', metadata: 'read', administration: 'write', repository_hooks: 'write' },
        installations: [{ installation_id: 100, account: 'octocat', repository_selection: 'all' }],
      },
    ],
  },
};

const token: ProviderCredential = { kind: 'token', token: 'ghp_emulated', username: null };
const secret = (name: string): string => Buffer.from(name.padEnd(32, '.')).toString('base64url');

describe('GitHub as emulate has it', () => {
  let emulator: Emulator;
  let receiver: StandInServer;
  let apiUrl: string;

  const connect = (credential: ProviderCredential): GitProvider =>
    githubProvider({ apiUrl, credential, fetch: guardedFetch({ baseUrl: apiUrl, allowLoopback: true }) });
  const app = (): Extract<ProviderCredential, { kind: 'app' }> => {
    const key = emulator.generatedSecrets.find(({ kind }) => kind === 'github.app_private_key');
    if (key === undefined) expect.fail('emulate makes a key for an App');
    return { kind: 'app', appId: '12345', installationId: '100', privateKey: key.value };
  };
  const found = async (github: GitProvider): Promise<ProviderRepository> =>
    (await github.findRepository({ fullName: 'octocat/odoo-custom' })) ?? expect.fail('the repository is there');
  const candidate = (generation: number, name = 'first'): WebhookCandidate => ({
    proof: 'body-hmac',
    url: `${receiver.url}/api/webhooks/github/generation${generation}`,
    secret: secret(name),
  });
  const hooks = async (): Promise<unknown> => {
    const headers = { authorization: 'token ghp_emulated' };
    const answer = await fetch(`${apiUrl}/repos/octocat/odoo-custom/hooks?per_page=100`, { headers });
    return answer.json();
  };
  const isProved = ({ headers, body }: SeenRequest, by: string): boolean =>
    githubWebhook.verify(headers, Buffer.from(body), {
      proof: 'body-hmac',
      key: createSecretKey(Buffer.from(by)),
      nowMs: 0,
    });

  beforeAll(async () => {
    emulator = await createEmulator({ service: 'github', port: 0, seed });
    apiUrl = emulator.url.replace('localhost', '127.0.0.1');
    receiver = await StandInServer.start(() => ({ status: 200, body: {} }));
  });
  afterAll(async () => {
    await emulator.close();
    await receiver.stop();
  });
  beforeEach(() => {
    emulator.reset();
    receiver.forget();
  });

  test('tells a token and an App by their names', async () => {
    expect(await connect(token).verifyAccess()).toEqual({ login: 'octocat', expiresAt: null });
    expect(await connect(app()).verifyAccess()).toEqual({ login: 'ocore[bot]', expiresAt: null });
  });

  test('rejects an App whose key is another', async () => {
    const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const wrong = connect({ ...app(), privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString() });

    await expect(wrong.verifyAccess()).rejects.toMatchObject({ code: 'provider_credential_rejected' });
  });

  test('finds the repository by name and by id', async () => {
    const github = connect(token);
    const repository = await found(github);

    expect(await github.findRepository({ id: repository.id })).toEqual(repository);
    expect(await github.findRepository({ fullName: 'octocat/other' })).toBeNull();
  });

  test.each(['token', 'app'] as const)('takes one hook with our settings from a caller with a %s', async (kind) => {
    const github = connect(kind === 'token' ? token : app());
    const repository = await found(github);

    await github.ensureWebhook(repository, [candidate(1)]);
    await github.ensureWebhook(repository, [candidate(1)]);

    const config = { url: candidate(1).url, content_type: 'json', insecure_ssl: '0' };
    expect(await hooks()).toMatchObject([{ name: 'web', active: true, events: ['push', 'pull_request'], config }]);
  });

  test('signs a delivery with the newest secret, as our receiver proves it', async () => {
    const github = connect(token);
    const repository = await found(github);
    await github.ensureWebhook(repository, [candidate(1, 'older')]);
    const { webhookId } = await github.ensureWebhook(repository, [candidate(1, 'newer')]);

    const pings = `${apiUrl}/repos/octocat/odoo-custom/hooks/${webhookId}/pings`;
    await fetch(pings, { method: 'POST', headers: { authorization: 'token ghp_emulated' } });

    const delivery = receiver.requests[0] ?? expect.fail('a ping was delivered');
    expect(delivery.headers['x-github-event']).toBe('ping');
    expect(isProved(delivery, secret('newer'))).toBe(true);
    expect(isProved(delivery, secret('older'))).toBe(false);
  });

  test('keeps one of many hooks of ours, and those of others', async () => {
    const github = connect(token);
    const repository = await found(github);
    for (let index = 0; index < 120; index += 1) {
      await fetch(`${apiUrl}/repos/octocat/odoo-custom/hooks`, {
        method: 'POST',
        headers: { authorization: 'token ghp_emulated', 'content-type': 'application/json' },
        body: JSON.stringify({ config: { url: index < 117 ? `https://ci.acme.example/${index}` : candidate(1).url } }),
      });
    }

    await github.ensureWebhook(repository, [candidate(1)]);
    expect(await github.removeWebhook(repository, [candidate(1).url])).toBe(true);

    expect(await github.removeWebhook(repository, [candidate(1).url])).toBe(false);
    expect(await github.removeWebhook(repository, ['https://ci.acme.example/116'])).toBe(true);
  });
});
