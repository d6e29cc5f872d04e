import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { invoke } from '#infra/local/function-registry.ts';
import { table } from '#shared/data/table/table.ts';
import { AwsFaults } from './aws-faults.ts';
import { type Json, managing, managingName, named, read, service, useBench } from './names-beside-ids-bench.ts';
import { restrict, restrictedKey, wholeTable } from './principals.ts';
import { streamRecords } from './stream-records.ts';
import { expectStatus } from './test-service.ts';

useBench();

describe('names beside ids', () => {
  it('tell who made a project, and who changed it last', async () => {
    const { path } = await service.project();
    const made = await read(path);
    expect(made).toMatchObject({ createdByName: 'First key', updatedByName: 'First key' });
    expect(made.updatedBy).toBe(made.createdBy);

    const other = await managing();
    const body = { description: 'New' };
    const changed = expectStatus(200, await service.api('PUT', path, { body, token: other.token })).json;

    expect(changed).toMatchObject({ createdByName: 'First key', ...named(changed) });
    expect(named(changed)).toEqual({ updatedBy: other.id, updatedByName: managingName });
    expect(await read(path)).toMatchObject(named(changed));
  });

  it('tell who changed an environment, a mapping and their project last', async () => {
    const { path, environments } = await service.connectedProject();
    const { id, token } = await managing();
    const by = { updatedBy: id, updatedByName: managingName };
    const environment = `${path}/environments/${environments.main}`;
    const { branchMappings } = (await read(path)) as { branchMappings: { id: string }[] };
    const mapping = `${path}/branch-mappings/${branchMappings[0]?.id}`;
    expect(named(await read(mapping))).toMatchObject({ updatedByName: 'First key' });

    expectStatus(200, await service.api('PUT', environment, { body: { approval: 'required' }, token }));
    expectStatus(200, await service.api('PUT', mapping, { body: { autoDeploy: false }, token }));

    expect(named(await read(environment))).toEqual(by);
    expect(named(await read(mapping))).toEqual(by);
    expect(named(await read(path))).toEqual(by);
  });

  it('tell who paused an environment', async () => {
    const { path, environments } = await service.connectedProject();
    const { id, token } = await managing();
    const environment = `${path}/environments/${environments.main}`;
    expectStatus(200, await service.api('POST', `${environment}/pause`, { body: { reason: 'Month end' }, token }));
    expect((await read(environment)).paused).toMatchObject({ by: id, byName: managingName, reason: 'Month end' });
  });

  it('are in a 412, which tells who was faster', async () => {
    const { path } = await service.project();
    const before = expectStatus(200, await service.api('GET', path));
    const { token } = await managing();
    expectStatus(200, await service.api('PUT', path, { body: { description: 'Faster' }, token }));

    const headers = { 'if-match': String(before.headers.etag) };
    const late = expectStatus(412, await service.api('PUT', path, { body: { description: 'Late' }, headers }));

    expect(late.json.detail).toMatch(/^manage:projects, run:projects changed it at 20\S+Z, after you read it\./);
  });

  it('are null in what an earlier version stored', async () => {
    const { path, projectId, environments } = await service.connectedProject();
    const pause = { body: { reason: 'Month end' } };
    expectStatus(200, await service.api('POST', `${path}/environments/${environments.main}/pause`, pause));
    await service.settled();
    const news = ['createdByName', 'updatedBy', 'updatedByName', 'lastActivityAt', 'byName', 'statusReason'];
    const withoutNews = (value: unknown): unknown =>
      value !== null && typeof value === 'object' && !ArrayBuffer.isView(value)
        ? Array.isArray(value)
          ? value.map(withoutNews)
          : Object.fromEntries(
              Object.entries(value).flatMap(([name, one]) => (news.includes(name) ? [] : [[name, withoutNews(one)]])),
            )
        : value;
    const { client, name } = table();
    for (const item of await wholeTable()) {
      if (item.sk === 'REPOSITORY' || !String(item.pk).endsWith(projectId)) continue;
      await client.send(new PutCommand({ TableName: name, Item: withoutNews(item) as Json }));
    }

    const nobody = { updatedBy: null, updatedByName: null };
    const project = await read(path);
    expect(project).toMatchObject({ ...nobody, createdByName: null, lastActivityAt: null });
    expect(project.repository).toMatchObject({ status: 'action_required', statusReason: null });
    expect((project.branchMappings as Json[]).map(named)).toEqual([nobody, nobody, nobody]);
    const environment = await read(`${path}/environments/${environments.main}`);
    expect(environment).toMatchObject({ ...nobody, paused: { reason: 'Month end', byName: null } });
  });
});

describe('the permissions of a project', () => {
  it("are the caller's own on it", async () => {
    const { id, path } = await service.project();
    const organization = service.local.organization.id;
    const viewer = await restrictedKey(organization, ['view:projects']);
    const runner = await restrictedKey(organization, ['view:projects', 'run:projects']);
    const all = ['view:projects', 'deploy:projects', 'manage:projects', 'run:projects'];

    expect((await read(path)).permissions).toEqual(all);
    expect((await read(path, viewer.token)).permissions).toEqual(['view:projects']);
    expect((await read(path, runner.token)).permissions).toEqual(['view:projects', 'run:projects']);
    const { projects } = (await read('/api/projects', viewer.token)) as { projects: Json[] };
    expect(projects[0]?.permissions).toEqual(['view:projects']);

    const granted = await restrictedKey(organization, ['manage:projects']);
    await restrict(service, id, { [granted.id]: 'deploy' });

    expect((await read(path, granted.token)).permissions).toEqual(['view:projects', 'deploy:projects']);
    expect((await read(path)).permissions).toEqual(all);
  });

  it('are in no event', async () => {
    const { id } = await service.project();
    await service.settled();
    const sent = service.local.bus.events.find(({ detail }) => (detail as Json).subject === id)?.detail as Json;
    expect(sent.data).toMatchObject({ id, updatedByName: 'First key' });
    expect(sent.data).not.toHaveProperty('permissions');
  });
});

describe('the repository of a project', () => {
  it('tells the reason of its status', async () => {
    const { path } = await service.connectedProject();
    expect((await read(path)).repository).toMatchObject({
      status: 'action_required',
      statusReason: expect.stringContaining('deploy key'),
    });
  });
});

describe('the last activity of a project', () => {
  /** Hands the records of a project to publish-events, as if they were so many seconds younger. */
  const publishLater = async (projectId: string, seconds: number): Promise<void> => {
    const records = (await streamRecords(service)).filter((record) => JSON.stringify(record).includes(projectId));
    const later = records.map(({ dynamodb, ...rest }) => {
      const { ApproximateCreationDateTime: at } = dynamodb as unknown as { ApproximateCreationDateTime: number };
      return { ...rest, dynamodb: { ...dynamodb, ApproximateCreationDateTime: at + seconds } };
    });
    await invoke('events/publish-events', { Records: later });
  };
  const get = (path: string) => service.api('GET', path);

  it('is noted with its events, without a version and without an event of its own, once a minute at most', async () => {
    const { path, id } = await service.project();
    await service.settled();
    const made = expectStatus(200, await get(path));
    expect(made.json.lastActivityAt).toBe(made.json.createdAt);

    await publishLater(id, 30);
    expect((await read(path)).lastActivityAt).toBe(made.json.createdAt);

    const sent = () => service.local.bus.events.filter(({ detail }) => (detail as Json).subject === id).length;
    const before = sent();
    await publishLater(id, 120);
    await service.settled();

    const noted = expectStatus(200, await get(path));
    const passed = Date.parse(String(noted.json.lastActivityAt)) - Date.parse(String(made.json.createdAt));
    expect(passed).toBeGreaterThan(60_000);
    expect(noted.json.updatedAt).toBe(made.json.updatedAt);
    expect(String(noted.headers.etag).split('.')[0]).toBe(String(made.headers.etag).split('.')[0]);
    expect(noted.headers.etag).not.toBe(made.headers.etag);
    // The record that was sent again; the note itself tells nothing.
    expect(sent()).toBe(before + 1);
  });

  it('is not noted of a project that is gone, nor does a failure hold events back', async () => {
    const { path, id } = await service.project();
    await service.settled();
    expectStatus(204, await service.api('DELETE', path));
    await service.settled();
    await publishLater(id, 300);
    const items = (await wholeTable()).filter(({ pk }) => String(pk).endsWith(id));
    expect(items).toEqual([]);

    const other = await service.project();
    await service.settled();
    const lines = service.logLines.length;
    const faults = new AwsFaults();
    await faults.during(
      async (command, _input, send) => {
        if (command === 'UpdateItemCommand') throw new Error('The table does not answer.');
        return send();
      },
      () => publishLater(other.id, 120),
    );
    const logged = service.logLines.slice(lines).filter((line) => line.includes('activity not noted'));
    expect(logged).toHaveLength(1);
    expect((await read(other.path)).lastActivityAt).toBe((await read(other.path)).createdAt);
  });
});
