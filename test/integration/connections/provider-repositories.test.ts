import { describe, expect, it, test, vi } from 'vitest';
import { expectProblem } from '#test/integration/expect-problem.ts';
import { ask, hosts, page, service, set, useBench } from './provider-repositories-bench.ts';

vi.mock('#shared/network/guarded-fetch.ts', async (original) => (await import('./outbound.ts')).outboundMock(original));

useBench();

describe.each(Object.keys(hosts))('the repositories at %s', (name) => {
  it('are those that the credential can reach, with the URLs that connect takes', async () => {
    const host = await (hosts[name] ?? expect.fail())();
    await set(host);

    const { repositories } = await page(name, '?limit=1');

    const { hostname } = new URL(host.baseUrl);
    expect(repositories).toEqual([
      {
        fullName: 'acme/addon-000',
        httpsUrl: `${host.baseUrl}/acme/addon-000.git`,
        sshUrl: `ssh://git@${hostname}/acme/addon-000.git`,
        defaultBranch: 'main',
      },
    ]);
    const { path } = await service.project();
    const connected = await service.api('POST', `${path}/repository`, {
      body: { repositoryUrl: repositories[0]?.httpsUrl },
    });
    expect(connected.json.code).not.toBe('repository_host_not_allowed');
  });
});

test('Without a credential it says what to do', async () => {
  await service.api('DELETE', '/api/settings/git-providers/github');

  expect(expectProblem(await ask('github'), 'provider_credential_missing').detail).toMatch(/clone URL/);
});
