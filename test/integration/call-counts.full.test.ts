import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { realPing, realPush } from '#test/fixtures/github.ts';
import {
  api,
  connection,
  counted,
  faults,
  rows,
  running,
  service,
  stagingPush,
  useBench,
} from './call-counts-bench.ts';
import { minutesLater } from './clock.ts';
import { restrict, restrictedKey } from './principals.ts';
import { commitOf, deploy, TestRunner } from './runner.ts';
import { type Connected, expectStatus } from './test-service.ts';

useBench();

describe('AWS calls of a warm request, the authorizer apart', () => {
  it.each(Object.entries(rows))('%s', async (_operationId, { calls, status, parallel, prepare }) => {
    const request = await prepare(await service.connectedProject());
    const { maxAtOnce, ...made } = await counted(status, request);
    expect(made.calls).toHaveLength(calls);
    if (parallel === true) expect(maxAtOnce).toBe(calls);
  });
});

describe('AWS calls of the project list', () => {
  it('are three where restricted projects begin', async () => {
    const { id } = await service.project();
    const key = await restrictedKey(service.local.organization.id, ['view:projects']);
    await restrict(service, id, { [key.id]: 'view' });
    const list = () => service.api('GET', '/api/projects?limit=100', { token: key.token });
    await list();
    const { calls, result } = await counted(200, list);
    expect(calls).toEqual(['Query', 'Query', 'BatchGetItem']);
    expect((result.json.projects as { id: string }[]).at(-1)?.id).toBe(id);
  });

  it('are one while a page of open projects is full', async () => {
    await service.project();
    const key = await restrictedKey(service.local.organization.id, ['view:projects']);
    const list = () => service.api('GET', '/api/projects?limit=1', { token: key.token });
    await list();
    expect((await counted(200, list)).calls).toEqual(['Query']);
  });

  it('are two with q', async () => {
    await service.project({ name: 'Findable' });
    expect((await counted(200, api('GET', '/api/projects?q=findable'))).calls).toEqual(['Query', 'BatchGetItem']);
  });
});

describe('AWS calls under an Idempotency-Key', () => {
  const keyed = (path: string, body: unknown) => () =>
    service.api('POST', path, { body, headers: { 'idempotency-key': service.freshName('key').replace(' ', '-') } });

  it('are no more where the request is one transaction', async () => {
    const { path } = await service.connectedProject();
    const create = keyed('/api/projects', { name: service.freshName('Keyed') });
    expect((await counted(201, create)).calls).toHaveLength(1);
    expect(
      (await counted(202, keyed(`${path}/deploy`, { branch: 'main', commitSha: commitOf(1) }))).calls,
    ).toHaveLength(2);
  });

  it('are two more for a workflow', async () => {
    const { path } = await service.project();
    const connect = await counted(201, keyed(`${path}/repository`, connection));
    const regenerate = await counted(200, keyed(`${path}/repository/regenerate-key`, {}));
    expect(connect.calls).toHaveLength(8);
    expect(regenerate.calls).toHaveLength(9);
  });
});

describe('AWS calls of an authentic delivery', () => {
  it.each([
    ['an unmapped push', 'push', () => ({ ...realPush(), ref: 'refs/heads/feature/x' })],
    ['a ping', 'ping', realPing],
    ['a body that cannot be parsed', 'push', () => '{'],
  ])('are two for %s', async (_what, event, payload) => {
    const { webhook } = await service.connectedProject();
    const { calls } = await counted(200, () => service.deliver(webhook, event, payload()));
    expect(calls).toHaveLength(2);
  });

  it('are two more for a race that is lost', async () => {
    const { webhook } = await service.connectedProject();
    let lost = false;
    const hook = async (command: string, _input: unknown, send: () => Promise<unknown>): Promise<unknown> => {
      if (command === 'TransactWriteItemsCommand' && !lost) {
        lost = true;
        const reasons = [{ Code: 'TransactionConflict' }];
        throw new TransactionCanceledException({ $metadata: {}, message: 'lost', CancellationReasons: reasons });
      }
      return send();
    };

    const { calls } = await counted(202, () =>
      faults.during(hook, () => service.deliver(webhook, 'push', stagingPush())),
    );

    expect(calls).toEqual(['Query', 'TransactWriteItems', 'Query', 'TransactWriteItems']);
  });

  it('are two for a replay', async () => {
    const { webhook } = await service.connectedProject();
    expectStatus(202, await service.deliver(webhook, 'push', stagingPush()));
    const { calls } = await counted(200, () => service.deliver(webhook, 'push', stagingPush()));
    expect(calls).toHaveLength(2);
  });
});

describe('AWS calls of a rejected delivery', () => {
  const rejected = async (
    status: number,
    webhook: Connected['webhook'],
    headers: Readonly<Record<string, string>> = {},
    payload: unknown = stagingPush(),
  ) => (await counted(status, () => service.deliver(webhook, 'push', payload, headers))).calls;

  it('are none for a hook id that was changed or made up', async () => {
    const { webhook } = await service.connectedProject();
    const changedId = webhook.url.replace(/.(?=.$)/, (letter) => (letter === 'A' ? 'B' : 'A'));
    expect(await rejected(401, { ...webhook, url: changedId })).toEqual([]);
    const madeUp = webhook.url.replace(/[^/]+$/, 'nothing-of-ours');
    expect(await rejected(401, { ...webhook, url: madeUp })).toEqual([]);
  });

  it("are none for another provider's path, a wrong content type and a body over 5 MB", async () => {
    const { webhook } = await service.connectedProject();
    const otherPath = webhook.url.replace('/github/', '/gitea/');
    expect(await rejected(401, { ...webhook, url: otherPath })).toEqual([]);
    expect(await rejected(415, webhook, { 'content-type': 'text/plain' })).toEqual([]);
    expect(await rejected(413, webhook, {}, ' '.repeat(5 * 1024 * 1024 + 1))).toEqual([]);
  });

  it('are one where a retired generation signed it', async () => {
    const { path, webhook } = await service.connectedProject();
    const body = { revokeNow: true };
    expectStatus(200, await service.api('POST', `${path}/repository/reconfigure-webhook`, { body }));
    expect(await rejected(401, webhook)).toEqual(['Query']);
  });

  it('are one where the connection is spent', async () => {
    const { path, webhook } = await service.connectedProject();
    expectStatus(200, await service.api('DELETE', `${path}/repository`));
    expect(await rejected(401, webhook)).toEqual(['Query']);
  });

  it('are one a minute at most where a root-key version is claimed that nobody knows', async () => {
    const { webhook } = await service.connectedProject();
    const bytes = Buffer.from(webhook.url.split('/').at(-1) ?? '', 'base64url');
    const claiming = (version: number) => {
      bytes[2] = version;
      return { ...webhook, url: webhook.url.replace(/[^/]+$/, bytes.toString('base64url')) };
    };
    expect(await rejected(401, claiming(2))).toEqual(['GetSecretValue']);
    expect(await rejected(401, claiming(2))).toEqual([]);
    expect(await rejected(401, claiming(3))).toEqual([]);
    expect(await minutesLater(2, () => rejected(401, claiming(3)))).toEqual(['GetSecretValue']);
  });
});

describe('AWS calls of a runner', () => {
  it('are one for a claim that finds nothing, and once a minute one that notes who asked', async () => {
    const { path, environments } = await service.connectedProject();
    const runner = new TestRunner(service, path, environments.staging);
    expect((await counted(204, () => runner.tryClaim())).calls).toEqual(['BatchGetItem', 'UpdateItem']);
    expect((await counted(204, () => runner.tryClaim())).calls).toEqual(['BatchGetItem']);
  });

  it('are one for a heartbeat that reports a commit, two where somebody asked to cancel', async () => {
    const project = await service.connectedProject();
    const { runner, id, token } = await running(project);
    const facts = { commitSha: commitOf(7), commitMessage: 'Fix taxes', commitAuthor: 'Mona Lisa' };
    const beat = () => runner.heartbeat(id, token, facts);
    expect((await counted(200, beat)).calls).toEqual(['TransactWriteItems']);

    expectStatus(200, await service.api('POST', `${project.path}/deployments/${id}/cancel`));

    expect((await counted(200, beat)).calls).toEqual(['TransactWriteItems', 'TransactWriteItems']);
  });

  it('are two for an end while the next deployment waits for its approval', async () => {
    const project = await service.connectedProject();
    const { runner, id, token } = await running(project);
    const environment = `${project.path}/environments/${project.environments.staging}`;
    expectStatus(200, await service.api('PUT', environment, { body: { approval: 'required' } }));
    await deploy(service, project, { commitSha: commitOf(1) });
    const { calls } = await counted(204, () => runner.complete(id, token));
    expect(calls).toEqual(['TransactWriteItems', 'TransactWriteItems']);
  });

  it('are none for a token that was made up, but for those that tell why', async () => {
    const project = await service.connectedProject();
    const { runner, id } = await running(project);
    expect((await counted(409, () => runner.heartbeat(id, 'x'))).calls).toEqual(['GetItem', 'GetItem']);
  });

  it('are three for the last page of a log whose deployment has ended', async () => {
    const project = await service.connectedProject();
    const { runner, id, token } = await running(project);
    expectStatus(204, await runner.logs(id, token, 1, ['one', 'two']));
    expectStatus(204, await runner.complete(id, token));
    const { calls } = await counted(200, api('GET', `${project.path}/deployments/${id}/logs`));
    expect([calls.slice(0, 2).sort(), calls.slice(2)]).toEqual([['BatchGetItem', 'Query'], ['Query']]);
  });

  it('are four more to redeploy what ended before its commit was known', async () => {
    const project = await service.connectedProject();
    const { runner, id, token } = await running(project);
    expectStatus(204, await runner.complete(id, token, { status: 'failed' }));
    const { calls } = await counted(202, api('POST', `${project.path}/deployments/${id}/redeploy`));
    const read = ['Query', 'GetItem'];
    expect(calls).toEqual([...read, 'GetSecretValue', 'GetItem', ...read, 'TransactWriteItems']);
  });

  it('are three to cancel what runs: the deployment is read for the answer', async () => {
    const project = await service.connectedProject();
    const { id } = await running(project);
    const { calls } = await counted(200, api('POST', `${project.path}/deployments/${id}/cancel`));
    expect(calls).toEqual(['Query', 'GetItem', 'TransactWriteItems']);
  });
});
