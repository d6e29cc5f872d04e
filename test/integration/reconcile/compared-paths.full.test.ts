import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { expectStatus } from '#test/integration/test-service.ts';
import { Connection } from '../connections/connection.ts';
import type { GitHost } from '../connections/git-host.ts';
import { giteaHost } from '../connections/git-host.ts';
import { OwnGitServer } from '../connections/own-git-server.ts';
import { providerHosts, renewed } from '../connections/provider-hosts.ts';
import { newCommit } from '../connections/real-push.ts';
import { service, useBench } from './compared-paths-bench.ts';
import { ComparedProject } from './compared-project.ts';

vi.mock('#shared/network/guarded-fetch.ts', async (original) =>
  (await import('../connections/outbound.ts')).outboundMock(original),
);

useBench();

describe.each(providerHosts)('a mapping with path filters, with a credential of %s', (_name, start) => {
  let host: GitHost;
  let at: Connection;
  beforeAll(async () => {
    host = await start();
    at = new Connection(service, host);
  });
  afterAll(() => host.standIn.stop());
  beforeEach(() => renewed(host, at));
  afterEach(() => service.settled());

  it('deploys where the provider says that a watched path changed', async () => {
    const project = await ComparedProject.connect(service, at);
    const { commit: first } = await project.push();
    const { commit } = await project.pushAfterGap();
    project.changed(first, commit, ['docs/manual.md', 'addons/sale/models/order.py']);
    expect(await project.commits()).toEqual([first]);

    await project.tick();

    expect(await project.deployments()).toMatchObject([
      { commitSha: commit, trigger: 'push', status: 'queued' },
      { commitSha: first, status: 'superseded' },
    ]);
    const [compared, delivered] = await project.deliveries();
    expect(compared?.redeliveryOf).toBe(delivered?.id);
  });

  it('deploys where the provider does not list all files, and says so', async () => {
    const project = await ComparedProject.connect(service, at);
    const { commit: first } = await project.push();
    const { commit } = await project.pushAfterGap();
    project.changed(first, commit, 'incomplete');

    await project.tick();

    expect(await project.commits()).toEqual([commit, first]);
    expect(await project.newestReason()).toContain('did not list all files that changed');
  });

  it.each([500, 403, 'drop'] as const)('deploys where the comparison fails with %s, and says why', async (fault) => {
    const project = await ComparedProject.connect(service, at);
    const { commit: first } = await project.push();
    await service.settled();
    const { commit } = await project.pushAfterGap();
    host.standIn.break(fault);

    await project.tick();
    host.standIn.repair();

    expect(await project.commits()).toEqual([commit, first]);
    expect(await project.newestReason()).toMatch(/Its path filters could not be applied: .+/);
  });

  it('has no warning, and a simulation says that the files are asked for', async () => {
    const project = await ComparedProject.connect(service, at);
    await project.push();

    const decision = await project.simulate({ event: 'push', branch: 'staging', commitSha: newCommit() });

    expect(await project.warnings()).toEqual([]);
    expect(decision.outcome).toBe('hold');
    expect(decision.reason).toContain('is asked of the provider');
  });

  it('deploys at once as soon as the credential is known to be gone, and says so', async () => {
    const project = await ComparedProject.connect(service, at);
    await project.push();
    await at.set(null);
    await project.tick(20);

    const { commit, answer } = await project.pushAfterGap();

    expect(expectStatus(202, answer).json).toMatchObject({ decision: 'deploy' });
    expect((await project.commits())[0]).toBe(commit);
    expect(await project.newestReason()).toContain('not all files that changed since the last deployment are known');
    expect(await project.warnings()).toEqual(
      host.provider === 'github' ? [] : [expect.stringContaining(`/api/settings/git-providers/${host.provider}`)],
    );
  });
});

describe('a push that waits for a comparison', () => {
  let host: GitHost;
  let at: Connection;
  let project: ComparedProject;
  let deployed: string;
  beforeAll(async () => {
    host = await giteaHost();
    at = new Connection(service, host);
  });
  afterAll(() => host.standIn.stop());
  beforeEach(async () => {
    await renewed(host, at);
    project = await ComparedProject.connect(service, at);
    deployed = (await project.push()).commit;
  });
  afterEach(() => service.settled());

  it('is not displaced by an older one that comes late', async () => {
    const [older, newer] = [newCommit(), newCommit()];
    const chain = { ref: 'refs/heads/staging', commits: [] };
    const head = (id: string, timestamp: string) => ({ id, message: 'Fix', timestamp, author: { name: 'Jo' } });
    await project.pushOfGitea({
      ...chain,
      before: older,
      after: newer,
      head_commit: head(newer, '2026-12-24T12:00:00Z'),
    });
    await project.pushOfGitea({
      ...chain,
      before: deployed,
      after: older,
      head_commit: head(older, '2026-12-24T11:00:00Z'),
    });
    project.changed(deployed, newer, ['addons/a.py']);
    project.changed(deployed, older, ['addons/a.py']);

    await project.tick();

    expect((await project.commits())[0]).toBe(newer);
  });

  it('is deployed although a push with a skip marker followed', async () => {
    const { commit } = await project.push();
    const skipped = newCommit();
    const head_commit = {
      id: skipped,
      message: 'Docs [skip ci]',
      timestamp: '2026-12-24T12:00:00Z',
      author: { name: 'Jo' },
    };
    await project.pushOfGitea({
      ref: 'refs/heads/staging',
      before: commit,
      after: skipped,
      head_commit,
      commits: [head_commit],
    });
    project.changed(deployed, commit, ['addons/a.py']);

    await project.tick();

    expect(await project.commits()).toEqual([commit, deployed]);
  });

  it('is compared with what is deployed when it is decided', async () => {
    const { commit } = await project.push();
    const byHand = newCommit();
    const body = { commitSha: byHand, environmentId: project.environment };
    expectStatus(202, await service.api('POST', `${project.path}/deploy`, { body }));
    project.changed(deployed, commit, ['docs/b.md']);
    project.changed(byHand, commit, ['addons/a.py']);

    await project.tick();

    expect(await project.commits()).toEqual([commit, byHand, deployed]);
  });

  it('is decided by the mappings of that moment', async () => {
    const { commit } = await project.push();
    project.changed(deployed, commit, ['addons/a.py']);
    const path = `${project.path}/branch-mappings/${project.mapping}`;
    expectStatus(200, await service.api('PUT', path, { body: { autoDeploy: false } }));

    await project.tick();

    expect(await project.commits()).toEqual([deployed]);
    expect((await project.rules())[0]).toBe('auto_deploy_off');
  });

  it('is told twice and decided once', async () => {
    const { commit } = await project.push();
    await project.push(commit);
    project.changed(deployed, commit, ['addons/a.py']);

    await Promise.all([project.tick(0), project.tick(0)]);
    await project.tick();

    expect(await project.commits()).toEqual([commit, deployed]);
  });

  it('that was left alone is followed by pushes that are compared with the same deployment', async () => {
    const quiet = await project.push();
    project.changed(deployed, quiet.commit, ['docs/b.md']);
    await project.tick();
    const loud = await project.push();
    project.changed(deployed, loud.commit, ['docs/b.md', 'addons/a.py']);

    await project.tick();

    expect(await project.commits()).toEqual([loud.commit, deployed]);
  });

  it('is deployed where the credential was taken away meanwhile', async () => {
    const { commit } = await project.push();
    await at.set(null);

    await project.tick();

    expect(await project.commits()).toEqual([commit, deployed]);
    expect(await project.newestReason()).toContain('no credential');
  });

  it('waits for an approval afterwards where the environment needs one', async () => {
    const path = `${project.path}/environments/${project.environment}`;
    expectStatus(200, await service.api('PUT', path, { body: { approval: 'required' } }));
    const { commit } = await project.push();
    project.changed(deployed, commit, ['addons/a.py']);

    await project.tick();

    expect(await project.deployments()).toMatchObject([{ commitSha: commit, status: 'waiting' }, {}]);
  });
});

describe('path filters of a mapping that deploys on merge', () => {
  let host: GitHost;
  let at: Connection;
  beforeAll(async () => {
    host = await giteaHost();
    at = new Connection(service, host);
  });
  afterAll(() => host.standIn.stop());
  beforeEach(() => renewed(host, at));
  afterEach(() => service.settled());

  it('hold for tags too', async () => {
    const project = await ComparedProject.connect(service, at, { branchPattern: 'v*', refType: 'tag' });
    const [first, quiet] = [newCommit(), newCommit()];
    const tag = (name: string, after: string) => ({
      ref: `refs/tags/${name}`,
      before: '0'.repeat(40),
      after,
      head_commit: { id: after, message: 'Release', timestamp: '2026-11-23T10:00:00Z', author: { name: 'Jo' } },
      commits: [],
    });
    await project.pushOfGitea(tag('v1', first));
    project.changed(first, quiet, ['docs/a.md']);

    await project.pushOfGitea(tag('v2', quiet));
    await project.tick();

    expect(await project.commits()).toEqual([first]);
  });
});

describe('the comparison with the remote', () => {
  it('leaves alone what a filter left alone, and asks for the files of lost pushes too', async () => {
    const git = await OwnGitServer.start();
    const host = await giteaHost();
    const at = new Connection(service, host);
    const { baseUrl: _own, ...ssh } = git.settings;
    await at.set('good', ssh);
    const commit = (message: string): string => git.repository.commit('staging', message);
    const first = commit('Begin');
    const project = await ComparedProject.connect(service, at);
    git.deployKeys.push((await at.get(project.project)).deployKey.publicKey);
    await project.push(first);
    await project.tick();

    const quiet = commit('Docs');
    project.changed(first, quiet, ['docs/a.md']);
    await project.push(quiet);
    await project.tick();
    await project.tick(20);
    await project.tick(20);
    const lostQuiet = commit('More docs');
    project.changed(first, lostQuiet, ['docs/a.md']);
    await project.tick(20);
    await project.tick();
    await project.tick(20);
    const afterQuiet = await project.commits();
    const loud = commit('Code');
    project.changed(first, loud, ['addons/a.py']);
    await project.tick(20);
    await project.tick();

    expect(afterQuiet).toEqual([first]);
    expect(await project.deployments()).toMatchObject([
      { commitSha: loud, trigger: 'reconcile' },
      { commitSha: first },
    ]);
    await project.tick(20);
    expect(await project.commits()).toEqual([loud, first]);
    await host.standIn.stop();
    await git.stop();
  });
});
