import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { expectStatus } from '#test/integration/test-service.ts';
import { Connection } from '../connections/connection.ts';
import type { GitHost } from '../connections/git-host.ts';
import { giteaHost } from '../connections/git-host.ts';
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

  it('deploys nothing where the provider says that no watched path changed', async () => {
    const project = await ComparedProject.connect(service, at);
    const { commit: first } = await project.push();
    const { commit, answer } = await project.pushAfterGap();
    project.changed(first, commit, ['docs/manual.md', 'addons_old/sale.py']);

    await project.tick();

    expect(expectStatus(200, answer).json).toMatchObject({ decision: 'hold', deployments: [] });
    expect(await project.commits()).toEqual([first]);
    expect(await project.rules()).toEqual(['paths_unchanged', 'waits_for_comparison', 'deploys']);
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

  it('gives way to a newer one, which is compared with what is deployed', async () => {
    const older = await project.push();
    const newer = await project.push();
    project.changed(deployed, older.commit, ['addons/a.py']);
    project.changed(deployed, newer.commit, ['addons/a.py', 'docs/b.md']);

    await project.tick();
    await project.tick(20);

    expect(await project.commits()).toEqual([newer.commit, deployed]);
  });

  it('waits no more where no mapping matches its branch any more, and keeps no comparison from its end', async () => {
    await project.pushAfterGap();
    expectStatus(204, await service.api('DELETE', `${project.path}/branch-mappings/${project.mapping}`));

    await project.tick();
    const decided = await project.deliveries();
    await project.tick(20);

    expect(decided.map(({ decision }) => decision.outcome)).toEqual(['ignore', 'hold', 'deploy']);
    expect(await project.deliveries()).toEqual(decided);
    const { json } = expectStatus(200, await service.api('GET', `${project.path}/repository`));
    expect(json.lastComparison).toMatchObject({ result: 'in_sync' });
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

  it('hold with a credential: a merge that changes a watched path is deployed, another one is not', async () => {
    const project = await ComparedProject.connect(service, at, { branchPattern: 'main', trigger: 'merge' });
    const [first, quiet, loud] = [newCommit(), newCommit(), newCommit()];
    await project.mergeOfGitea(first, '2026-11-23T10:00:00Z');
    project.changed(first, quiet, ['docs/a.md']);
    project.changed(first, loud, ['docs/a.md', 'addons/b.py']);

    await project.mergeOfGitea(quiet, '2026-11-23T11:00:00Z');
    await project.tick();
    const afterQuiet = await project.commits();
    await project.mergeOfGitea(loud, '2026-11-23T12:00:00Z');
    await project.tick();

    expect(afterQuiet).toEqual([first]);
    expect(await project.deployments()).toMatchObject([
      { commitSha: loud, trigger: 'merge' },
      { commitSha: first, trigger: 'merge' },
    ]);
    expect(await project.warnings()).toEqual([]);
  });
});
