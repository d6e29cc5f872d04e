import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { decodeTime } from 'ulid';
import { describe, expect, it } from 'vitest';
import { DeliveryId } from '#shared/contract/id.ts';
import { newId } from '#shared/contract/new-id.ts';
import { readDelivery, readLastDelivery } from '#shared/data/deliveries/deliveries.ts';
import { storeDelivery } from '#shared/data/deliveries/store-delivery.ts';
import { insertDeployment, readDeployment } from '#shared/data/deployments/deployments.ts';
import { insertEnvironment } from '#shared/data/environments/write-environment.ts';
import { deliveryIdOf } from '#shared/data/items/delivery-id.ts';
import { readConfiguration } from '#shared/data/projects/read-project.ts';
import { insertProject } from '#shared/data/projects/write-project.ts';
import { beginConnection } from '#shared/data/repository/write-repository.ts';
import { keys } from '#shared/data/table/keys.ts';
import { table } from '#shared/data/table/table.ts';
import { enqueueDeployment } from '#shared/domain/deployments/deployment-slot.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { refusedLabels } from '../refused-labels.ts';
import {
  changed,
  newOrganization,
  noEffects,
  now,
  sampleDelivery,
  sampleDeployment,
  sampleEnvironment,
  sampleMutation,
  sampleProject,
  sampleRepository,
  secondsLater,
} from '../sample-records.ts';
import { useTestTable } from '../test-table.ts';

useTestTable();

const connected = async () => {
  const organization = newOrganization();
  const mutation = sampleMutation(organization);
  const project = sampleProject(organization);
  await insertProject(project, mutation);
  const environment = sampleEnvironment(project);
  await insertEnvironment(changed(project), environment, mutation);
  const repository = sampleRepository(project);
  await beginConnection(changed(changed(project)), repository, secondsLater(60), mutation);
  return { organization, mutation, project, environment, repository };
};

/** Two slot states: what a delivery of now would deploy. */
const effectOn = (environment: ReturnType<typeof sampleEnvironment>) => {
  const deployment = sampleDeployment(environment);
  const accepted = enqueueDeployment(environment, deployment, now);
  const superseded = accepted.superseded === null ? [] : [{ pending: accepted.superseded, by: deployment }];
  return {
    deployment,
    environment: accepted.environment,
    all: { deployments: [deployment], environments: [accepted.environment], superseded },
  };
};

describe('deliveryIdOf', () => {
  it('is a typed ULID of the arrival whose last 16 characters stand for connection and replay key alone', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.integer({ min: 0, max: 2 ** 47 }),
        fc.integer({ min: 0, max: 2 ** 47 }),
        (key, first, second) => {
          const at = (ms: number) => new Date(ms).toISOString();
          const one = deliveryIdOf('c', key, at(first));
          expect(DeliveryId.safeParse(one).success).toBe(true);
          expect(decodeTime(one.slice(4))).toBe(first);
          expect(deliveryIdOf('c', key, at(second)).slice(-16)).toBe(one.slice(-16));
          expect(deliveryIdOf('d', key, at(first)).slice(-16)).not.toBe(one.slice(-16));
        },
      ),
    );
  });
});

describe('storeDelivery of a delivery without effect', () => {
  it('keeps the delivery so that it is read back as it was', async () => {
    const project = sampleProject(newOrganization());
    const delivery = sampleDelivery(project);
    expect(await storeDelivery(delivery, noEffects)).toEqual({ known: null });
    expect(await readDelivery(project.organizationId, project.id, delivery.id)).toEqual(delivery);
  });

  it('answers a replay with the record of its first arrival, and keeps that', async () => {
    const project = sampleProject(newOrganization());
    const first = sampleDelivery(project, { replayKey: 'same' });
    const replay = sampleDelivery(project, { replayKey: 'same', receivedAt: secondsLater(60) });
    await storeDelivery(first, noEffects);
    expect(await storeDelivery(replay, noEffects)).toEqual({ known: first });
    expect(await readDelivery(project.organizationId, project.id, replay.id)).toEqual(first);
  });

  it('takes a delivery again once the 30 days of the first are over, though TTL has not deleted it', async () => {
    const project = sampleProject(newOrganization());
    await storeDelivery(sampleDelivery(project, { replayKey: 'same' }), noEffects);
    const receivedAt = secondsLater(30 * 86_400);
    const later = sampleDelivery(project, { replayKey: 'same', receivedAt });
    expect(await storeDelivery(later, noEffects)).toEqual({ known: null });
    expect(await readDelivery(project.organizationId, project.id, later.id)).toEqual(later);
  });

  it('keeps the same delivery of two projects apart', async () => {
    const organization = newOrganization();
    const [one, other] = [sampleProject(organization), sampleProject(organization)];
    await storeDelivery(sampleDelivery(one, { replayKey: 'same' }), noEffects);
    expect(await storeDelivery(sampleDelivery(other, { replayKey: 'same' }), noEffects)).toEqual({ known: null });
  });

  it('expires after 30 days', async () => {
    const delivery = sampleDelivery(sampleProject(newOrganization()));
    await storeDelivery(delivery, noEffects);
    const { client, name } = table();
    const Key = keys.delivery(delivery.organizationId, delivery.projectId, delivery.id);
    const { Item } = await client.send(new GetCommand({ TableName: name, Key }));
    expect(Item?.ttl).toBe(Date.parse(secondsLater(30 * 86_400)) / 1000);
  });

  it('lets one of many arrivals of the same delivery be the first when they come at once', async () => {
    const project = sampleProject(newOrganization());
    const arrivals = Array.from({ length: 8 }, (_, index) =>
      storeDelivery(
        sampleDelivery(project, { replayKey: 'same', receivedAt: secondsLater(index), durationMs: index }),
        noEffects,
      ),
    );
    const known = (await Promise.all(arrivals)).map((stored) => stored.known);
    const later = known.filter((record) => record !== null);
    expect(later).toHaveLength(7);
    expect(new Set(later.map((record) => record.id)).size).toBe(1);
  });
});

describe('storeDelivery of a delivery that deploys', () => {
  it('writes delivery, deployment and slot together', async () => {
    const { organization, project, environment } = await connected();
    const effect = effectOn(environment);
    const delivery = sampleDelivery(project);
    expect(await storeDelivery(delivery, { ...noEffects, ...effect.all })).toEqual({ known: null });
    expect(await readDeployment(organization, project.id, effect.deployment.id)).toEqual(effect.deployment);
    const found = await readConfiguration(organization, project.id);
    expect(found?.environments).toEqual([effect.environment]);
  });

  it('answers a replay with the first record though the slot has changed too, and deploys nothing', async () => {
    const { organization, project, environment } = await connected();
    const first = sampleDelivery(project, { replayKey: 'same' });
    await storeDelivery(first, { ...noEffects, ...effectOn(environment).all });
    const again = effectOn(environment);
    const replay = sampleDelivery(project, { replayKey: 'same', receivedAt: secondsLater(1) });
    expect(await storeDelivery(replay, { ...noEffects, ...again.all })).toEqual({ known: first });
    expect(await readDeployment(organization, project.id, again.deployment.id)).toBeNull();
  });

  it('writes nothing where another deployment took the slot since', async () => {
    const { organization, mutation, project, environment } = await connected();
    const faster = effectOn(environment);
    await insertDeployment(faster.deployment, faster.environment, null, mutation);
    const delivery = sampleDelivery(project);
    expect(await refusedLabels(storeDelivery(delivery, { ...noEffects, ...effectOn(environment).all }))).toEqual([
      `environment ${environment.id}`,
    ]);
    expect(await readDelivery(organization, project.id, delivery.id)).toBeNull();
  });

  it('ends the deployment that it replaces', async () => {
    const { organization, project, environment } = await connected();
    const first = effectOn(environment);
    await storeDelivery(sampleDelivery(project), { ...noEffects, ...first.all });
    const second = effectOn(first.environment);
    await storeDelivery(sampleDelivery(project), { ...noEffects, ...second.all });
    expect(await readDeployment(organization, project.id, first.deployment.id)).toMatchObject({
      status: 'superseded',
      supersededBy: second.deployment.id,
    });
  });
});

const updateTo = (before: RepositoryRecord, after: RepositoryRecord) => ({ before, after, project: null });

describe("storeDelivery of the first that tells the repository's stable id", () => {
  it('writes the id to the repository', async () => {
    const { organization, project, repository } = await connected();
    await storeDelivery(sampleDelivery(project), {
      ...noEffects,
      repositoryUpdate: updateTo(repository, { ...repository, providerRepositoryId: '186853002' }),
    });
    const found = await readConfiguration(organization, project.id);
    expect(found?.repository).toEqual(changed(repository, { providerRepositoryId: '186853002' }));
  });

  it('writes nothing to a connection that was made anew', async () => {
    const { organization, project, repository } = await connected();
    const older = { ...repository, connectionId: sampleRepository(project).connectionId, providerRepositoryId: '1' };
    const delivery = sampleDelivery(project);
    expect(
      await refusedLabels(storeDelivery(delivery, { ...noEffects, repositoryUpdate: updateTo(repository, older) })),
    ).toEqual(['repository']);
    expect(await readDelivery(organization, project.id, delivery.id)).toBeNull();
  });

  it('writes nothing where the repository was changed since', async () => {
    const { project, repository } = await connected();
    const older = { ...repository, version: repository.version - 1, providerRepositoryId: '1' };
    expect(
      await refusedLabels(
        storeDelivery(sampleDelivery(project), { ...noEffects, repositoryUpdate: updateTo(repository, older) }),
      ),
    ).toEqual(['repository']);
  });
});

describe('readLastDelivery', () => {
  it('tells the newest arrival', async () => {
    const project = sampleProject(newOrganization());
    await storeDelivery(sampleDelivery(project), noEffects);
    await storeDelivery(sampleDelivery(project, { receivedAt: secondsLater(5) }), noEffects);
    expect(await readLastDelivery(project.organizationId, project.id)).toBe(secondsLater(5));
  });

  it('tells null where none has come', async () => {
    const project = sampleProject(newOrganization());
    expect(await readLastDelivery(project.organizationId, project.id)).toBeNull();
  });
});

describe('the size of a delivery', () => {
  it('stays under 1 KB with the trace of six mappings, so that a push pays one unit for it', async () => {
    const { client, name } = table();
    const project = sampleProject(newOrganization());
    const trace = Array.from({ length: 6 }, (_, index) => ({
      mappingId: newId('mapping', now),
      branchPattern: `customers/region-${index}/**`,
      environmentName: `Staging of region ${index}`,
      matched: false,
      rule: 'pattern_differs' as const,
      detail: `feature/invoice-report-2026 is not customers/region-${index}/**.`,
    }));
    const delivery = sampleDelivery(project, { ref: 'refs/heads/feature/invoice-report-2026' });
    const traced = { ...delivery, decision: { ...delivery.decision, trace } };
    await storeDelivery(traced, noEffects);
    expect(await readDelivery(project.organizationId, project.id, delivery.id)).toEqual(traced);
    const Key = keys.delivery(project.organizationId, project.id, delivery.id);
    const { Item = {} } = await client.send(new GetCommand({ TableName: name, Key }));
    const put = new PutCommand({ TableName: name, Item, ReturnConsumedCapacity: 'INDEXES' });
    const { ConsumedCapacity } = await client.send(put);
    expect(ConsumedCapacity?.Table?.CapacityUnits).toBe(1);
  });
});
