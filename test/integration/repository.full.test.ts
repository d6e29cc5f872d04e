import { describe, expect, it } from 'vitest';
import type { Repository } from '#shared/contract/repository.ts';
import { sshRemoteOf } from '#shared/git/ssh-remote.ts';
import { realRepository } from '#test/fixtures/github.ts';
import { expectProblem } from '#test/integration/expect-problem.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import {
  actions,
  connect,
  connected,
  contents,
  get,
  hookOf,
  ping,
  reconfigure,
  regenerate,
  Shape,
  secretIds,
  service,
  useBench,
} from './repository-bench.ts';

useBench();

describe('connecting a repository', () => {
  const github = { fullName: 'acme/odoo-custom', provider: 'github', host: 'github.com' };
  const gitlab = { fullName: 'acme/erp/odoo-custom', provider: 'gitlab', host: 'gitlab.com' };
  const bitbucket = { fullName: 'acme/odoo-custom', provider: 'bitbucket', host: 'bitbucket.org' };
  const spellings = [
    [github, 'git@github.com:acme/odoo-custom.git'],
    [github, 'git@github.com:acme/odoo-custom'],
    [github, 'https://github.com/acme/odoo-custom.git'],
    [github, 'https://github.com/acme/odoo-custom'],
    [github, 'https://github.com/acme/odoo-custom/'],
    [github, 'https://www.github.com:443/acme/odoo-custom.git'],
    [github, 'ssh://git@github.com/acme/odoo-custom.git'],
    [github, 'ssh://git@github.com:22/acme/odoo-custom.git'],
    [github, 'ssh://git@ssh.github.com:443/acme/odoo-custom.git'],
    [gitlab, 'git@gitlab.com:acme/erp/odoo-custom.git'],
    [gitlab, 'https://gitlab.com/acme/erp/odoo-custom'],
    [gitlab, 'ssh://git@altssh.gitlab.com:443/acme/erp/odoo-custom.git'],
    [bitbucket, 'git@bitbucket.org:acme/odoo-custom.git'],
    [bitbucket, 'https://bitbucket.org/acme/odoo-custom.git'],
    [bitbucket, 'ssh://git@bitbucket.org/acme/odoo-custom.git'],
  ] as const;

  it.each(spellings)('takes $fullName of $provider, typed as %s', async ({ fullName, provider, host }, typed) => {
    const { path } = await service.project();

    const made = Shape.parse(expectStatus(201, await connect(path, { repositoryUrl: typed, provider })).json);

    expect(made).toMatchObject({ provider, fullName, repositoryUrl: typed });
    expect(made.httpsUrl).toBe(`https://${host}/${fullName}.git`);
    const server = /@((?:alt)?ssh\..+:443)\//.exec(typed)?.[1] ?? host;
    expect(made.sshUrl).toBe(`ssh://git@${server}/${fullName}.git`);
    expect(made.webhook.url).toContain(`/api/webhooks/${provider}/`);
    expect(made.deployKey.settingsUrl).toContain(`https://${host}/${fullName}/`);
    expect(made.webhook.settingsUrl).toContain(`https://${host}/${fullName}/`);
  });

  it('is refused with another SSH server of the provider than the connected one, and taken with the same', async () => {
    const { path } = await service.project();
    const onPort443 = { repositoryUrl: 'ssh://git@ssh.github.com:443/acme/odoo-custom.git' };
    expectStatus(201, await connect(path, onPort443));

    expectStatus(200, await connect(path, onPort443));
    expectProblem(
      await connect(path, { repositoryUrl: 'git@github.com:acme/odoo-custom.git' }),
      'repository_already_connected',
    );
  });

  it('takes a server with an IPv6 address, from its base URL to the address that is fetched', async () => {
    const baseUrl = 'http://[::1]:9';
    expectStatus(
      200,
      await service.api('PUT', '/api/settings/git-providers/gitea', { body: { baseUrl, sshPort: 2222 } }),
    );
    const { path } = await service.project();

    const made = expectStatus(201, await connect(path, { repositoryUrl: `${baseUrl}/acme/odoo-custom` })).json;

    expect(made).toMatchObject({ httpsUrl: `${baseUrl}/acme/odoo-custom.git` });
    expect(sshRemoteOf(String(made.sshUrl))).toEqual({ host: '::1', port: 2222, path: '/acme/odoo-custom.git' });
    expectStatus(200, await service.api('PUT', '/api/settings/git-providers/gitea', { body: { baseUrl: null } }));
  });

  it('shows the connection in the project', async () => {
    const { path } = await connected();
    expect(expectStatus(200, await service.api('GET', path)).json.repository).toEqual({
      provider: 'github',
      repositoryUrl: realRepository.sshUrl,
      fullName: realRepository.fullName,
      branch: 'main',
      status: 'action_required',
      statusReason: "Add the deploy key and the webhook in the repository's settings.",
    });
  });

  it('answers 201 with the whole first answer, the secret included, to the same Idempotency-Key', async () => {
    const { path } = await service.project();
    const headers = { 'idempotency-key': 'b6f6a2c0' };
    const body = { repositoryUrl: realRepository.sshUrl };
    const first = expectStatus(201, await connect(path, body, headers));

    const again = expectStatus(201, await connect(path, body, headers));

    expect(again.json).toEqual(first.json);
    expect(again.headers['idempotency-replayed']).toBe('true');
  });

  it.each([
    ['another repository', { repositoryUrl: 'git@github.com:acme/other.git' }],
    ['another branch', { repositoryUrl: realRepository.sshUrl, branch: 'develop' }],
    ['another host', { repositoryUrl: 'git@gitlab.com:Codertocat/Hello-World.git' }],
  ])('refuses %s with repository_already_connected and keeps the connection', async (_what, body) => {
    const { path, first } = await connected();

    const problem = expectProblem(await connect(path, body), 'repository_already_connected');

    expect(problem.detail).toContain(realRepository.fullName);
    expect((await get(path)).deployKey).toEqual(first.deployKey);
  });

  it('never repeats a password that was typed into the URL', async () => {
    const { path } = await service.project();
    const answer = await connect(path, { repositoryUrl: 'https://user:hunter22@github.com/acme/odoo.git' });
    expect(answer.text).not.toContain('hunter22');
  });

  it.each([
    [{}, '#/repositoryUrl'],
    [{ repositoryUrl: realRepository.sshUrl, provider: 'gitlab' }, '#/provider'],
    [{ repositoryUrl: realRepository.sshUrl, provider: 'sourceforge' }, '#/provider'],
    [{ repositoryUrl: realRepository.sshUrl, branch: 'a..b' }, '#/branch'],
    [{ repositoryUrl: realRepository.sshUrl, branch: null }, '#/branch'],
    [{ repositoryUrl: realRepository.sshUrl, token: 'x' }, '#/token'],
  ])('refuses %j at %s', async (body, pointer) => {
    const { path } = await service.project();
    expectProblem(await connect(path, body), 'validation_failed', [pointer]);
  });

  it('is refused on an archived project, until it is unarchived', async () => {
    const { path } = await service.project();
    expectStatus(200, await service.api('PUT', `${path}/archive`));

    expectProblem(await connect(path, { repositoryUrl: realRepository.sshUrl }), 'project_archived');

    expectStatus(200, await service.api('PUT', `${path}/unarchive`));
    expectStatus(201, await connect(path, { repositoryUrl: realRepository.sshUrl }));
  });

  it('makes one connection and keeps one secret where ten do it at once', async () => {
    const { id, path } = await service.project();

    const answers = await Promise.all(
      Array.from({ length: 10 }, () => connect(path, { repositoryUrl: realRepository.sshUrl })),
    );

    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
    for (const answer of answers) expect([200, 201, 409], answer.text).toContain(answer.status);
    expect(secretIds(id)).toEqual([(await get(path)).deployKey.id]);
  });

  it('gives two projects of one repository different keys, hooks and secrets', async () => {
    const [one, other] = [await connected(), await connected()];
    expect(one.first.deployKey.publicKey).not.toBe(other.first.deployKey.publicKey);
    expect(one.first.webhook.url).not.toBe(other.first.webhook.url);
    expect(one.first.webhook.secret).not.toBe(other.first.webhook.secret);
  });
});

describe('a project without a repository', () => {
  it('answers the same to a manual deployment', async () => {
    const { path } = await service.project();
    await service.environment(path, { name: 'Staging', type: 'staging', branch: 'staging' });
    expectProblem(
      await service.api('POST', `${path}/deploy`, { body: { branch: 'staging' } }),
      'repository_not_connected',
    );
  });
});

describe('changing the default branch', () => {
  it('changes nothing for an empty body or the branch that it is already', async () => {
    const { path } = await connected();
    const { headers } = await service.api('GET', `${path}/repository`);
    for (const body of [{}, { branch: 'main' }]) {
      const answer = expectStatus(200, await service.api('PUT', `${path}/repository`, { body }));
      expect(answer.headers.etag).toBe(headers.etag);
    }
  });

  it('refuses a stale If-Match', async () => {
    const { path } = await connected();
    const { headers } = await service.api('GET', `${path}/repository`);
    const put = (branch: string) =>
      service.api('PUT', `${path}/repository`, { body: { branch }, headers: { 'if-match': String(headers.etag) } });
    expectStatus(200, await put('develop'));
    expectProblem(await put('staging'), 'precondition_failed');
    expect((await get(path)).branch).toBe('develop');
  });

  it.each([
    [{ branch: '' }, '#/branch'],
    [{ branch: null }, '#/branch'],
    [{ branch: '-x' }, '#/branch'],
    [{ repositoryUrl: 'git@github.com:acme/other.git' }, '#/repositoryUrl'],
  ])('refuses %j at %s', async (body, pointer) => {
    const { path } = await connected();
    expectProblem(await service.api('PUT', `${path}/repository`, { body }), 'validation_failed', [pointer]);
  });
});

describe('regenerating the deploy key', () => {
  it('ends the old key at once with revokeNow', async () => {
    const { id, path } = await connected();

    const rotated = await regenerate(path, { revokeNow: true });

    expect(rotated.deployKey.retiring).toBeNull();
    expect(secretIds(id)).toEqual([rotated.deployKey.id]);
  });

  it('lets a key that nobody has proved give way to the one before it', async () => {
    const { id, path, first } = await connected();
    const second = await regenerate(path);

    const third = await regenerate(path);

    expect(third.deployKey.retiring?.fingerprint).toBe(first.deployKey.fingerprint);
    expect(secretIds(id)).toEqual([first.deployKey.id, third.deployKey.id].sort());
    expect(secretIds(id)).not.toContain(second.deployKey.id);
  });

  it('ends every older key with revokeNow, the retiring one too', async () => {
    const { id, path } = await connected();
    await regenerate(path);

    const last = await regenerate(path, { revokeNow: true });

    expect(secretIds(id)).toEqual([last.deployKey.id]);
  });

  it('makes one new key for one Idempotency-Key', async () => {
    const { id, path, first } = await connected();
    const call = () =>
      service.api('POST', `${path}/repository/regenerate-key`, { headers: { 'idempotency-key': 'rotate-1' } });

    const one = expectStatus(200, await call());
    const again = expectStatus(200, await call());

    expect(again.json).toEqual(one.json);
    expect(secretIds(id)).toEqual([first.deployKey.id, Shape.parse(one.json).deployKey.id].sort());
  });

  it.each([[{ revokeNow: 'yes' }], [{ revokeNow: null }], [{ force: true }]])('refuses %j', async (body) => {
    const { path } = await connected();
    expectProblem(await service.api('POST', `${path}/repository/regenerate-key`, { body }), 'validation_failed');
  });
});

describe('reconfiguring the webhook', () => {
  it('ends the old generation at once with revokeNow', async () => {
    const { path, first } = await connected();

    const next = await reconfigure(path, { revokeNow: true });

    expect((next as Repository).webhook.previousGenerationUntil).toBeNull();
    expectProblem(await ping(hookOf(first)), 'unauthenticated');
    expectStatus(200, await ping(next.webhook));
  });

  it('ends the older grace with a second call: the one previous generation is accepted', async () => {
    const { path, first } = await connected();
    const second = await reconfigure(path);
    const third = await reconfigure(path);

    expectProblem(await ping(hookOf(first)), 'unauthenticated');
    expectStatus(200, await ping(second.webhook));
    expectStatus(200, await ping(third.webhook));
  });

  it('does not take the secret of one generation at the URL of another', async () => {
    const { path, first } = await connected();
    const next = await reconfigure(path);
    expectProblem(await ping({ ...next.webhook, secret: hookOf(first).secret }), 'unauthenticated');
    expectProblem(await ping({ ...hookOf(first), secret: next.webhook.secret }), 'unauthenticated');
  });

  it('answers the same generation and secret to the same Idempotency-Key', async () => {
    const { path } = await connected();
    const call = () =>
      service.api('POST', `${path}/repository/reconfigure-webhook`, { headers: { 'idempotency-key': 'rotate-2' } });
    const one = expectStatus(200, await call());
    expect(expectStatus(200, await call()).json).toEqual(one.json);
  });
});

describe('what is still to do', () => {
  it('is the webhook still after a delivery that was not authentic', async () => {
    const { path, first } = await connected();
    expectStatus(401, await ping({ ...hookOf(first), secret: 'wrong' }));
    expect(actions(await get(path))).toContain('add_webhook');
    expect((await get(path)).webhook.lastDeliveryAt).toBeNull();
  });

  it('is the webhook again after it was reconfigured, however much the old generation delivers', async () => {
    const { path, first } = await connected();
    expectStatus(200, await ping(hookOf(first)));
    const next = await reconfigure(path);
    expect(next.nextSteps.map((step) => step.action)).toContain('add_webhook');

    expectStatus(200, await ping(hookOf(first)));
    expect(actions(await get(path))).toContain('add_webhook');

    expectStatus(200, await ping(next.webhook));
    expect(actions(await get(path))).not.toContain('add_webhook');
  });

  it('is the webhook no more once its generation has delivered, although the old one delivers ten times after it', async () => {
    const { path, first } = await connected();
    const next = await reconfigure(path);
    expectStatus(200, await ping(next.webhook));

    for (let count = 0; count < 10; count += 1) expectStatus(200, await ping(hookOf(first)));

    expect(actions(await get(path))).not.toContain('add_webhook');
  });

  it('is the webhook no more although its deliveries have expired', async () => {
    const { id, path, first } = await connected();
    expectStatus(200, await ping(hookOf(first)));

    await contents.remove((item) => item.sk.startsWith('DELIVERY#') && item.pk.includes(id));

    expect(actions(await get(path))).not.toContain('add_webhook');
  });

  it('is everything anew for a new connection, whatever an earlier one received', async () => {
    const { path, first } = await connected();
    expectStatus(200, await ping(hookOf(first)));
    expectStatus(200, await service.api('DELETE', `${path}/repository`));
    const second = Shape.parse(expectStatus(201, await connect(path, { repositoryUrl: realRepository.sshUrl })).json);

    const before = await get(path);
    expect(actions(before)).toEqual(['add_deploy_key', 'add_webhook']);
    expect(before.webhook.lastDeliveryAt).toBeNull();

    expectStatus(200, await ping(hookOf(second)));
    expect(actions(await get(path))).toEqual(['add_deploy_key']);
  });
});

describe('disconnecting', () => {
  it('removes the retiring key with the new one', async () => {
    const { id, path } = await connected();
    await regenerate(path);
    expectStatus(200, await service.api('DELETE', `${path}/repository`));
    expect(secretIds(id)).toEqual([]);
  });

  it('cancels what is queued, with the reason', async () => {
    const { path } = await connected();
    await service.environment(path, { name: 'Staging', type: 'staging', branch: 'staging' });
    const queued = expectStatus(202, await service.api('POST', `${path}/deploy`, { body: { branch: 'staging' } }));

    expectStatus(200, await service.api('DELETE', `${path}/repository`));

    const after = await service.api('GET', `${path}/deployments/${queued.json.id}`);
    expect(after.json).toMatchObject({ status: 'cancelled', statusReason: 'The repository was disconnected.' });
    const { environments } = (await service.api('GET', `${path}/environments`)).json as {
      environments: readonly { readonly pending: unknown }[];
    };
    expect(environments.map((one) => one.pending)).toEqual([null]);
  });

  it('is repository_not_connected the second time', async () => {
    const { path } = await connected();
    expectStatus(200, await service.api('DELETE', `${path}/repository`));
    expectProblem(await service.api('DELETE', `${path}/repository`), 'repository_not_connected');
  });
});
