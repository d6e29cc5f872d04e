import { describe, expect, it, vi } from 'vitest';
import { AwsFault } from '#infra/local/aws-fault.ts';
import { invoke } from '#infra/local/function-registry.ts';
import type { CloudEvent } from '#shared/contract/event.ts';
import { realRepository } from '#test/fixtures/github.ts';
import { commitOf, deploy, TestRunner } from '#test/integration/runner.ts';
import { type StreamRecord, streamRecords } from '#test/integration/stream-records.ts';
import { type Connected, expectStatus } from '#test/integration/test-service.ts';
import { eventsAfter, eventsOf, getTold, one, push, service, typesOf, useBench } from './events-bench.ts';

useBench();

describe('a project tells', () => {
  it('nothing where nothing changed', async () => {
    const { id, path } = await service.project({ description: 'The same' });
    expect(await eventsAfter(id, () => service.api('PUT', path, { body: {} }))).toEqual([]);
    expect(await eventsAfter(id, () => service.api('PUT', path, { body: { description: 'The same' } }))).toEqual([]);
    expect(await eventsAfter(id, () => service.api('PUT', `${path}/unarchive`))).toEqual([]);
  });

  it('what a clone is made of', async () => {
    const { path } = await service.connectedProject();
    const clone = expectStatus(201, await service.api('POST', `${path}/clone`));
    await service.settled();
    expect(typesOf(eventsOf(String(clone.json.id)))).toEqual([
      ...Array<string>(3).fill('environment.created'),
      ...Array<string>(3).fill('mapping.created'),
      'project.created',
    ]);
  });
});

describe('an environment tells', () => {
  it('nothing of itself when a deployment moves through it', async () => {
    const project = await service.connectedProject();
    const events = await eventsAfter(project.projectId, () => push(project, 'staging'));
    expect(typesOf(events)).toEqual(['deployment.triggered']);
  });
});

describe('a repository tells', () => {
  const body = { repositoryUrl: realRepository.sshUrl };

  it('each of its connections under ids of its own', async () => {
    const { id, path } = await service.project();
    for (let round = 0; round < 2; round += 1) {
      expectStatus(201, await service.api('POST', `${path}/repository`, { body }));
      expectStatus(200, await service.api('DELETE', `${path}/repository`));
    }
    await service.settled();
    const ids = eventsOf(id).map((event) => event.id);
    expect(ids).toHaveLength(5);
    expect(new Set(ids).size).toBe(5);
  });

  it('never the webhook secret', async () => {
    const project = await service.connectedProject();
    const again = await service.api('POST', `${project.path}/repository/reconfigure-webhook`);
    await service.settled();
    const text = JSON.stringify(eventsOf(project.projectId));
    for (const webhook of [project.webhook, again.json.webhook as Connected['webhook']]) {
      expect(text).toContain(webhook.url);
      expect(text).not.toContain(webhook.secret);
    }
  });
});

describe('a deployment tells', () => {
  it('that it was triggered by hand, and that it waits for an approval', async () => {
    const project = await service.connectedProject();
    const environmentPath = `${project.path}/environments/${project.environments.staging}`;
    expectStatus(200, await service.api('PUT', environmentPath, { body: { approval: 'required' } }));
    const events = await eventsAfter(project.projectId, () =>
      service.api('POST', `${project.path}/deploy`, { body: { branch: 'staging', commitSha: commitOf(1) } }),
    );
    expect(typesOf(events)).toEqual(['deployment.triggered']);
    expect(events[0]?.data).toMatchObject({ status: 'waiting', trigger: 'manual' });
  });

  it('nothing for a delivery that deploys nothing', async () => {
    const project = await service.connectedProject();
    expect(await eventsAfter(project.projectId, () => push(project, 'feature/x'))).toEqual([]);
  });

  it('that it started, and how it ended, each once, and nothing of its heartbeats and its log', async () => {
    const project = await service.connectedProject();
    const environment = `${project.path}/environments/${project.environments.staging}`;
    const runner = new TestRunner(service, project.path, project.environments.staging);
    const ends = {
      succeeded: 'completed',
      failed: 'failed',
      cancelled: 'cancelled',
      superseded: 'superseded',
    } as const;
    for (const [status, type] of Object.entries(ends)) {
      const id = await deploy(service, project);
      const events = await eventsAfter(project.projectId, async () => {
        const { deployment, lease } = await runner.claim();
        expectStatus(200, await runner.heartbeat(deployment.id, lease.token));
        expectStatus(204, await runner.logs(deployment.id, lease.token, 1, ['one']));
        return runner.complete(deployment.id, lease.token, { status });
      });
      expect(typesOf(events)).toEqual([`deployment.${type}`, 'deployment.started'].sort());
      expect(one(events, `deployment.${type}`).data).toEqual(await getTold(`${project.path}/deployments/${id}`));
    }

    const paused = await eventsAfter(project.projectId, () =>
      service.api('POST', `${environment}/pause`, { body: { reason: 'Month end' } }),
    );
    expect(typesOf(paused)).toEqual(['environment.updated']);
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

  it('ends at the first record whose event the bus refuses, so that nothing is told before an earlier change', async () => {
    const { records, live } = await lifeOf();
    const refused = live[5];
    const sent = listen((event) => event.id === refused?.id);

    const answer = (await publish(records)) as { batchItemFailures: { itemIdentifier: string }[] };

    expect(answer.batchItemFailures).toHaveLength(1);
    const failed = records.findIndex(
      (record) => record.dynamodb.SequenceNumber === answer.batchItemFailures[0]?.itemIdentifier,
    );
    expect(failed).toBeGreaterThan(0);
    expect(sent).toEqual(live.slice(0, 5));
    vi.restoreAllMocks();
    const rest = listen();
    expect(await publish(records.slice(failed))).toEqual({ batchItemFailures: [] });
    expect(rest.map((event) => event.id)).toContain(refused?.id);
    expect(new Set([...sent, ...rest].map((event) => event.id))).toEqual(new Set(live.map((event) => event.id)));
  });

  it('ends there too where the whole call is refused, and logs the record without its contents', async () => {
    const { records, id } = await lifeOf();
    vi.spyOn(service.local.bus, 'handle').mockImplementation(() => {
      throw new AwsFault('ValidationException', `Never quote ${id}`);
    });
    const before = service.logLines.length;

    const answer = await publish(records);

    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: expect.any(String) }] });
    const lines = service.logLines.slice(before).filter((line) => line.includes('"publish"'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain(id);
  });

  /** A record of which nothing can be made: its repository has no key. */
  const poisoned = (record: StreamRecord): StreamRecord => ({
    ...record,
    dynamodb: {
      ...record.dynamodb,
      SequenceNumber: '000000000000000000001',
      NewImage: {
        pk: { S: 'ORG#org_01J00000000000000000000000#PROJECT#prj_01J00000000000000000000000' },
        sk: { S: 'REPOSITORY' },
        organizationId: { S: 'org_01J00000000000000000000000' },
        projectId: { S: 'prj_01J00000000000000000000000' },
        status: { S: 'connected' },
      },
      OldImage: undefined,
    } as unknown as StreamRecord['dynamodb'],
  });

  it('puts a record aside of which no event can be made, and tells all others', async () => {
    const { records, live } = await lifeOf();
    const [first, ...rest] = records;
    if (first === undefined) throw new Error('There is no record.');
    const sent = listen();
    const buried = service.local.deadLetters.messages.length;

    const answer = await publish([first, poisoned(first), ...rest]);

    expect(answer).toEqual({ batchItemFailures: [] });
    expect(sent).toEqual(live);
    const [message, ...others] = service.local.deadLetters.messages.slice(buried);
    expect(others).toEqual([]);
    expect(JSON.parse(message ?? '')).toMatchObject({
      reason: expect.stringMatching(/^TypeError: /),
      record: { dynamodb: { SequenceNumber: '000000000000000000001' } },
    });
  });

  it('keeps of a record that is too large for the queue what finds it again', async () => {
    const { records } = await lifeOf();
    const [first] = records;
    if (first === undefined) throw new Error('There is no record.');
    const bad = poisoned(first);
    const image = { ...(bad.dynamodb as unknown as { NewImage: object }).NewImage, text: { S: 'x'.repeat(300_000) } };
    const buried = service.local.deadLetters.messages.length;

    await publish([{ ...bad, dynamodb: { ...bad.dynamodb, NewImage: image } } as StreamRecord]);

    const message = service.local.deadLetters.messages[buried] ?? '';
    expect(message.length).toBeLessThan(2000);
    expect(JSON.parse(message).record.dynamodb).toEqual({
      Keys: expect.anything(),
      SequenceNumber: '000000000000000000001',
    });
  });

  it('begins again at a record that cannot be put aside either', async () => {
    const { records } = await lifeOf();
    const [first] = records;
    if (first === undefined) throw new Error('There is no record.');
    vi.spyOn(service.local.deadLetters, 'handle').mockImplementation(() => {
      throw new AwsFault('QueueDoesNotExist', 'There is no queue.');
    });

    expect(await publish([poisoned(first)])).toEqual({
      batchItemFailures: [{ itemIdentifier: '000000000000000000001' }],
    });
  });

  it('tells every change once and in order although the bus is out of order for a while', async () => {
    const project = await service.connectedProject();
    await service.settled();
    const before = eventsOf(project.projectId).length;
    let failures = 5;
    const handle = service.local.bus.handle.bind(service.local.bus);
    vi.spyOn(service.local.bus, 'handle').mockImplementation((operation, input) => {
      failures -= 1;
      return failures >= 0
        ? { FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure' }] }
        : handle(operation, input);
    });

    for (const description of ['one', 'two', 'three']) {
      expectStatus(200, await service.api('PUT', project.path, { body: { description } }));
    }
    await expect.poll(() => eventsOf(project.projectId).length).toBeGreaterThanOrEqual(before + 3);
    await service.settled();

    const events = eventsOf(project.projectId).slice(before);
    expect(events.map((event) => event.data.description)).toEqual(['one', 'two', 'three']);
  });

  it('makes no event of deliveries, audit records, names, hashes of keys and idempotency records', async () => {
    const records = (await streamRecords(service)).filter((record) => {
      const { pk, sk } = (record as unknown as { dynamodb: { Keys: Record<'pk' | 'sk', { S: string }> } }).dynamodb
        .Keys;
      return /#(AUDIT|NAMES|IDEMPOTENCY)|^KEY#|^SLUG#/.test(pk.S) || /^(DELIVERY#|ORG$|BRANCH#)/.test(sk.S);
    });
    expect(records.length).toBeGreaterThan(10);
    const sent = listen();
    expect(await publish(records)).toEqual({ batchItemFailures: [] });
    expect(sent).toEqual([]);
  });
});
