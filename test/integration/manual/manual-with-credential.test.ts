import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { outbound } from '../connections/outbound.ts';
import { GithubStandIn } from '../providers/github-stand-in.ts';
import { expectStatus, TestService } from '../test-service.ts';
import { manualCommand, manualShell } from './manual-shell.ts';

// What is meant for api.github.com comes to the stand-in, and github.com takes every key that its API knows.
vi.mock('#shared/network/guarded-fetch.ts', async (original) =>
  (await import('../connections/outbound.ts')).outboundMock(original),
);
vi.mock('#shared/git/remote-refs-ssh.ts', () => ({
  listRefsOverSsh: async () => ({
    ok: true,
    refs: { branches: new Map([['main', 'a'.repeat(40)]]), tags: new Map(), defaultBranch: 'main' },
  }),
}));

let service: TestService;
let github: GithubStandIn;
let projectId: string;
beforeAll(async () => {
  service = await TestService.start();
  github = await GithubStandIn.start('token');
  outbound.move('https://api.github.com', github.apiUrl);
  const { kind, ...rest } = github.service.accounts.credential('token', 'good');
  const token = 'token' in rest ? rest.token : '';
  const body = { credential: { kind, token } };
  expectStatus(200, await service.api('PUT', '/api/settings/git-providers/github', { body }));
  projectId = (await service.project()).id;
});
afterAll(async () => {
  await github.stop();
  await service.stop();
});

const curl = async (part: RegExp): Promise<Record<string, unknown>> => {
  const { stdout, code } = await manualShell(service, manualCommand('curl', part), projectId);
  expect(code).toBe(0);
  return JSON.parse(stdout) as Record<string, unknown>;
};
const keyTitles = (): string[] => github.keys().map(({ title }) => title);

describe("the manual's four curl calls of a repository, with a credential of GitHub set,", () => {
  let url = '';

  it('connect it: key and hook are installed, and nothing is left to paste', async () => {
    const repository = await curl(/POST \S+\/repository \\/);

    expect(repository).toMatchObject({
      fullName: 'acme/odoo-custom',
      provider: 'github',
      status: 'connected',
      nextSteps: [],
      deployKey: { installed: 'automatic' },
      webhook: { installed: 'automatic', generation: 1, secret: null },
    });
    expect(keyTitles()).toEqual([`ocore ${(repository.deployKey as { id: string }).id}`]);
    url = (repository.webhook as { url: string }).url;
    expect(github.hooks().map((hook) => hook.url)).toEqual([url]);
  });

  it('regenerate the deploy key: the new one has opened the repository, and the old one is gone', async () => {
    const { deployKey } = (await curl(/regenerate-key/)) as { deployKey: { id: string } };

    expect(deployKey).toMatchObject({ installed: 'automatic', retiring: null, lastVerifiedAt: expect.any(String) });
    expect(keyTitles()).toEqual([`ocore ${deployKey.id}`]);
  });

  it('reconfigure the webhook: the one hook has moved to the new URL', async () => {
    const { webhook } = (await curl(/reconfigure-webhook/)) as { webhook: { url: string } };

    expect(webhook).toMatchObject({ generation: 2, secret: null, previousGenerationUntil: expect.any(String) });
    expect(webhook.url).not.toBe(url);
    expect(github.hooks().map((hook) => hook.url)).toEqual([webhook.url]);
  });

  it('disconnect it: nothing is left behind', async () => {
    expect(await curl(/DELETE \S+\/repository \\/)).toMatchObject({
      removed: expect.arrayContaining(['deploy key', 'webhook']),
      leftBehind: [],
    });
    expect([...keyTitles(), ...github.hooks()]).toEqual([]);
  });
});
