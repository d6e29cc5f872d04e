import { beforeEach, describe, expect, it } from 'vitest';
import { expectStatus } from '#test/integration/test-service.ts';
import { aws, commits, connect, faults, git, map, project, serveOverTls, service, useBench } from './baseline-bench.ts';

useBench();

describe('the baseline of a connection', () => {
  it('of an empty repository is empty: its first push is news', async () => {
    await connect();
    const first = project.lose('staging', 'First push');

    await project.reconcile();

    expect(await commits('staging')).toEqual([first]);
  });

  it('is taken in the request that connects also where an authority of the company vouches for the server', async () => {
    await serveOverTls();
    git.isPublic = true;
    git.repository.commit('staging');
    await connect(() => {
      git.repository.commit('work/1', 'Between the connection and the key');
    });

    await project.reconcile();

    expect(await project.deployments('work')).toHaveLength(1);
    expect(await commits('staging')).toEqual([]);
  });

  it('is taken by the first comparison that reads the remote where nothing could before', async () => {
    git.repository.commit('work/old');
    await connect();
    git.isThere = false;
    await map({ branchPattern: 'feature/*' });
    project.lose('feature/1', 'Before anybody could look');
    git.isThere = true;

    await project.reconcile(1);
    const lost = project.lose('feature/2', 'After it');
    await project.reconcile();

    expect(await commits('work')).toEqual([lost]);
  });

  it('is what the first validation saw: a push that comes after it is news at the first comparison', async () => {
    git.repository.commit('staging');
    await connect();
    const lost = project.lose('work/1', 'Lost');

    await project.reconcile();

    expect(await commits('work')).toEqual([lost]);
    expect(await commits('staging')).toEqual([]);
  });
});

describe('the baseline of a mapping', () => {
  beforeEach(async () => {
    git.repository.commit('main');
    await connect();
    await project.reconcile();
  });

  it('is what the remote had when its pattern changed', async () => {
    const id = await map({ branchPattern: 'feature/*' });
    git.repository.commit('topic/old');
    expectStatus(200, await project.change('PUT', `/branch-mappings/${id}`, { branchPattern: 'topic/*' }));
    const lost = project.lose('topic/new', 'Lost');

    await project.reconcile(20);

    expect(await commits('work')).toEqual([lost]);
  });

  it('is what the remote had when it was made with its environment', async () => {
    git.repository.commit('release');
    const body = { name: 'Release', type: 'staging', branch: 'release' };
    const made = expectStatus(201, await project.change('POST', '/environments', body));
    const lost = project.lose('release', 'Lost');

    await project.reconcile(20);

    const { json } = expectStatus(200, await project.change('GET', `/environments/${made.json.id}`));
    expect(json.pending).toMatchObject({ commitSha: lost });
  });

  it('stays where only its paths change: a creation that was lost before is news', async () => {
    const id = await map({ branchPattern: 'feature/*' });
    const lost = project.lose('feature/1', 'Lost');
    expectStatus(200, await project.change('PUT', `/branch-mappings/${id}`, { paths: ['addons/**'] }));

    await project.reconcile(20);

    expect(await commits('work')).toEqual([lost]);
  });

  it('holds what a branch came to while it was not mapped', async () => {
    const id = await map({ branchPattern: 'feature/*' });
    const before = project.lose('feature/1', 'Lost');
    await project.reconcile();
    expectStatus(204, await project.change('DELETE', `/branch-mappings/${id}`));
    project.lose('feature/1', 'Not mapped');
    await map({ branchPattern: 'feature/*' });

    await project.reconcile();

    expect(await commits('work')).toEqual([before]);
  });

  it('costs six calls to AWS more than the change of the mapping, with up to 25 branches', async () => {
    git.repository.commit('feature/1');
    git.repository.commit('feature/2');

    await service.settled();
    const { calls } = await aws.during(() => map({ branchPattern: 'feature/*' }));

    const change = ['Query', 'TransactWriteItems'];
    const baseline = ['GetSecretValue', 'GetItem', 'Query', 'TransactWriteItems', 'Query', 'TransactWriteItems'];
    expect(calls).toEqual([...change, ...baseline]);
  });

  it('that could not be recorded fails no request: the next comparison takes it', async () => {
    project.lose('feature/1');
    const hook = async (command: string, _input: unknown, send: () => Promise<unknown>): Promise<unknown> => {
      if (command === 'GetSecretValueCommand') throw new Error('Secrets Manager is down.');
      return send();
    };

    await faults.during(hook, () => map({ branchPattern: 'feature/*' }));
    await project.reconcile();
    const lost = project.lose('feature/2', 'Lost');
    await project.reconcile();

    expect(await commits('work')).toEqual([lost]);
  });

  it('is no delivery: one that comes late for what it holds deploys', async () => {
    const late = project.lose('feature/1', 'On its way');
    await map({ branchPattern: 'feature/*' });

    expectStatus(202, await project.deliver('feature/1', null, late));

    expect(await commits('work')).toEqual([late]);
  });

  it('is what the remote had when it was made: a push in the same minute is news', async () => {
    git.repository.commit('feature/old');
    await map({ branchPattern: 'feature/*' });
    const lost = project.lose('feature/new', 'Lost');

    await project.reconcile(20);

    expect(await commits('work')).toEqual([lost]);
  });
});
