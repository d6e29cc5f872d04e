import { describe, expect, it, vi } from 'vitest';
import { invoke } from '#infra/local/function-registry.ts';
import type { CloudEvent } from '#shared/contract/event.ts';
import type { Answer } from '#test/call.ts';
import { realRepository } from '#test/fixtures/github.ts';
import { type StreamRecord, streamRecords } from '#test/integration/stream-records.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import {
  detailOf,
  eventsAfter,
  eventsOf,
  get,
  getTold,
  one,
  push,
  service,
  sourceOf,
  typesOf,
  useBench,
} from './events-bench.ts';

useBench();

describe('an event', () => {
  it('has the envelope of a CloudEvent', async () => {
    const { id, path } = await service.project();
    await service.settled();

    const event = service.local.bus.events.find((sent) => detailOf(sent).source === sourceOf(id));

    expect(event?.source).toBe('ocore.projects');
    expect(event?.['detail-type']).toBe('project.created');
    expect(event?.detail).toEqual({
      specversion: '1.0',
      id: expect.stringContaining(id),
      source: sourceOf(id),
      type: 'project.created',
      subject: id,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      datacontenttype: 'application/json',
      data: await getTold(path),
    });
  });
});

describe('a project tells', () => {
  it('that it was changed, archived, unarchived and deleted, each once', async () => {
    const { id, path } = await service.project();

    const updated = await eventsAfter(id, () => service.api('PUT', path, { body: { description: 'Custom modules' } }));
    expect(typesOf(updated)).toEqual(['project.updated']);
    expect(updated[0]).toMatchObject({ subject: id, data: await getTold(path) });

    const archived = await eventsAfter(id, () => service.api('PUT', `${path}/archive`));
    expect(typesOf(archived)).toEqual(['project.archived']);
    expect(archived[0]?.data).toEqual(await getTold(path));

    const unarchived = await eventsAfter(id, () => service.api('PUT', `${path}/unarchive`));
    expect(typesOf(unarchived)).toEqual(['project.unarchived']);
    expect(unarchived[0]?.data).toEqual(await getTold(path));

    const deleted = await eventsAfter(id, () => service.api('DELETE', path));
    expect(typesOf(deleted)).toEqual(['project.deleted']);
    expect(deleted[0]).toMatchObject({ subject: id, data: { id } });
  });
});

describe('an environment tells', () => {
  it('that it was created with its mapping, changed and removed with it, each once', async () => {
    const { id, path } = await service.project();

    const created = await eventsAfter(id, () =>
      service.api('POST', `${path}/environments`, { body: { name: 'Staging', type: 'staging', branch: 'staging' } }),
    );
    expect(typesOf(created)).toEqual(['environment.created', 'mapping.created']);
    const environment = one(created, 'environment.created');
    const environmentPath = `${path}/environments/${environment.subject}`;
    expect(environment.data).toEqual(await getTold(environmentPath));
    const mapping = one(created, 'mapping.created');
    expect(mapping.data).toEqual(await get(`${path}/branch-mappings/${mapping.subject}`));

    const updated = await eventsAfter(id, () => service.api('PUT', environmentPath, { body: { odooVersion: '18.0' } }));
    expect(typesOf(updated)).toEqual(['environment.updated']);
    expect(updated[0]).toMatchObject({ subject: environment.subject, data: await getTold(environmentPath) });

    const removed = await eventsAfter(id, () => service.api('DELETE', `${environmentPath}?force=true`));
    expect(typesOf(removed)).toEqual(['environment.deleted', 'mapping.deleted']);
    expect(one(removed, 'environment.deleted').data).toEqual({ id: environment.subject });
    expect(one(removed, 'mapping.deleted').data).toEqual({ id: mapping.subject });
  });
});

describe('a branch mapping tells', () => {
  it('that it was created, changed and deleted, each once', async () => {
    const { id, path } = await service.project();
    const environmentId = await service.environment(path, { name: 'Staging', type: 'staging' });

    const created = await eventsAfter(id, () =>
      service.api('POST', `${path}/branch-mappings`, { body: { branchPattern: 'release/*', environmentId } }),
    );
    expect(typesOf(created)).toEqual(['mapping.created']);
    const mappingPath = `${path}/branch-mappings/${created[0]?.subject}`;
    expect(created[0]?.data).toEqual(await get(mappingPath));

    const updated = await eventsAfter(id, () => service.api('PUT', mappingPath, { body: { autoDeploy: false } }));
    expect(typesOf(updated)).toEqual(['mapping.updated']);
    expect(updated[0]?.data).toEqual(await get(mappingPath));

    const deleted = await eventsAfter(id, () => service.api('DELETE', mappingPath));
    expect(typesOf(deleted)).toEqual(['mapping.deleted']);
    expect(deleted[0]?.data).toEqual({ id: created[0]?.subject });
  });
});

describe('a repository tells', () => {
  const body = { repositoryUrl: realRepository.sshUrl };

  it('that it was connected once its key and hook stand, changed, and disconnected, each once', async () => {
    const { id, path } = await service.project();
    const repositoryPath = `${path}/repository`;

    const connected = await eventsAfter(id, () => service.api('POST', repositoryPath, { body }));
    expect(typesOf(connected)).toEqual(['repository.connected']);
    expect(connected[0]).toMatchObject({ subject: id, data: await get(repositoryPath) });

    const changes: readonly (() => Promise<Answer>)[] = [
      () => service.api('PUT', repositoryPath, { body: { branch: '18.0' } }),
      () => service.api('POST', `${repositoryPath}/regenerate-key`),
      () => service.api('POST', `${repositoryPath}/regenerate-key`, { body: { revokeNow: true } }),
      () => service.api('POST', `${repositoryPath}/reconfigure-webhook`),
    ];
    for (const change of changes) {
      const updated = await eventsAfter(id, change);
      expect(typesOf(updated)).toEqual(['repository.updated']);
      expect(updated[0]?.data).toEqual(await get(repositoryPath));
    }

    const disconnected = await eventsAfter(id, () => service.api('DELETE', repositoryPath));
    expect(typesOf(disconnected)).toEqual(['repository.disconnected']);
    expect(disconnected[0]).toMatchObject({ subject: id, data: { id } });
  });
});

describe('a deployment tells', () => {
  it('that it was triggered, superseded and cancelled, each once', async () => {
    const project = await service.connectedProject();
    const id = project.projectId;

    const [first] = await eventsAfter(id, () => push(project, 'staging'));
    expect(first).toMatchObject({ type: 'deployment.triggered' });
    const firstPath = `${project.path}/deployments/${first?.subject}`;
    expect(first?.data).toEqual(await getTold(firstPath));

    const second = await eventsAfter(id, () => push(project, 'staging'));
    expect(typesOf(second)).toEqual(['deployment.superseded', 'deployment.triggered']);
    const superseded = one(second, 'deployment.superseded');
    expect(superseded).toMatchObject({ subject: first?.subject, data: await getTold(firstPath) });
    expect(superseded.data.supersededBy).toBe(one(second, 'deployment.triggered').subject);

    const archived = await eventsAfter(id, () => service.api('PUT', `${project.path}/archive`));
    expect(typesOf(archived)).toEqual(['deployment.cancelled', 'project.archived']);
    const cancelled = one(archived, 'deployment.cancelled');
    expect(cancelled.data).toEqual(await getTold(`${project.path}/deployments/${cancelled.subject}`));
  });
});

describe('publish-events', () => {
  type Sent = { readonly type: string; readonly id: string };
  const publish = (Records: readonly StreamRecord[]): Promise<unknown> => invoke('events/publish-events', { Records });
  /** Listens on the bus without handing anything on; `refuses` tells which events the bus does not take. */
  const listen = (refuses: (event: Sent) => boolean = () => false): Sent[] => {
    const sent: Sent[] = [];
    vi.spyOn(service.local.bus, 'handle').mockImplementation((_operation, input) => {
      const entries = input.Entries as readonly { readonly Detail: string }[];
      const Entries = entries.map(({ Detail }) => {
        const event = JSON.parse(Detail) as Sent;
        if (refuses(event)) return { ErrorCode: 'ThrottlingException', ErrorMessage: 'Slow down' };
        sent.push(event);
        return { EventId: '1' };
      });
      return { FailedEntryCount: Entries.filter((entry) => 'ErrorCode' in entry).length, Entries };
    });
    return sent;
  };
  const lifeOf = async (): Promise<{ id: string; records: readonly StreamRecord[]; live: CloudEvent[] }> => {
    const project = await service.connectedProject();
    expectStatus(202, await push(project, 'staging'));
    expectStatus(202, await push(project, 'staging'));
    await service.settled();
    const records = (await streamRecords(service)).filter((record) =>
      JSON.stringify(record).includes(project.projectId),
    );
    return { id: project.projectId, records, live: eventsOf(project.projectId) };
  };

  it('sends the same events with the same ids when the same records come again', async () => {
    const { records, live } = await lifeOf();
    const sent = listen();

    await publish(records);
    await publish(records);

    expect(sent).toEqual([...live, ...live]);
    expect(new Set(live.map((event) => event.id)).size).toBe(live.length);
  });
});
