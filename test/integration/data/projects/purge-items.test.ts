import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import type { OrganizationId } from '#shared/contract/id.ts';
import { newId } from '#shared/contract/new-id.ts';
import { storeDelivery } from '#shared/data/deliveries/store-delivery.ts';
import { insertEnvironment } from '#shared/data/environments/write-environment.ts';
import { newDeploymentWrite } from '#shared/data/items/deployment-item.ts';
import {
  deleteProjectItem,
  deleteProjectItems,
  deleteRepositoryItem,
  readPurge,
} from '#shared/data/projects/purge-items.ts';
import { insertClone, insertProject, markDeleting } from '#shared/data/projects/write-project.ts';
import { beginConnection } from '#shared/data/repository/write-repository.ts';
import { keys } from '#shared/data/table/keys.ts';
import { table } from '#shared/data/table/table.ts';
import { changedBy } from '#shared/domain/actor.ts';
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

/** The sort keys of an organisation's items, but for its audit records. */
const leftOf = async (organization: OrganizationId): Promise<readonly string[]> => {
  const { client, name } = table();
  const left: string[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const page = await client.send(new ScanCommand({ TableName: name, ExclusiveStartKey: start }));
    for (const { pk, sk } of page.Items ?? []) {
      if (String(pk).startsWith(`ORG#${organization}`) && !String(pk).includes('#AUDIT#')) left.push(String(sk));
    }
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return left.sort();
};

/** A project with everything that one can have, marked as being deleted. */
const marked = async (deployments: number) => {
  const organization = newOrganization();
  const mutation = sampleMutation(organization);
  const first = sampleProject(organization, { access: { mode: 'restricted', grants: { key_dev: 'view' } } });
  await insertClone(first, [], mutation, null);
  const environment = sampleEnvironment(first);
  await insertEnvironment(changed(first), environment, mutation);
  const project = changed(changed(first));
  const repository = sampleRepository(project);
  await beginConnection(project, repository, secondsLater(60), mutation);
  await storeDelivery(sampleDelivery(project), noEffects);
  const { client, name } = table();
  const items = Array.from({ length: deployments }, (_, index) => {
    const id = newId('deployment', secondsLater(index));
    return newDeploymentWrite(sampleDeployment(environment, { id })).Put?.Item;
  });
  for (let start = 0; start < items.length; start += 25) {
    const requests = items.slice(start, start + 25).map((Item) => ({ PutRequest: { Item } }));
    await client.send(new BatchWriteCommand({ RequestItems: { [name]: requests } }));
  }
  const chunk = { pk: keys.logs(organization, project.id), sk: 'dep_1#00000001', lines: [] };
  await client.send(new PutCommand({ TableName: name, Item: chunk }));
  await markDeleting(project, mutation);
  return {
    organization,
    project: changed(project, { deletingAt: now, ...changedBy(mutation.principal, now) }),
    repository,
  };
};

describe('readPurge', () => {
  it('reads the marked project with its repository', async () => {
    const { organization, project, repository } = await marked(0);
    expect(await readPurge(organization, project.id)).toEqual({ project, repository });
  });

  it('tells null of a project that is not marked, and of one that is gone', async () => {
    const organization = newOrganization();
    const project = sampleProject(organization);
    await insertProject(project, sampleMutation(organization));
    expect(await readPurge(organization, project.id)).toBeNull();
    expect(await readPurge(organization, sampleProject(organization).id)).toBeNull();
  });
});

describe('deleting the items of a project', () => {
  it('removes environments, deployments, deliveries, log lines and grants, and keeps what the purge goes on with', async () => {
    const { organization, project } = await marked(60);
    await deleteProjectItems(project);
    expect(await leftOf(organization)).toEqual(['PROJECT', 'REPOSITORY']);
  });

  it('removes a history of several pages of 1 MB', async () => {
    const { organization, project } = await marked(0);
    const { client, name } = table();
    for (let index = 0; index < 30; index += 1) {
      const Item = { ...keys.deployment(organization, project.id, newId('deployment', now)), text: 'x'.repeat(60_000) };
      await client.send(new PutCommand({ TableName: name, Item }));
    }
    await deleteProjectItems(project);
    expect(await leftOf(organization)).toEqual(['PROJECT', 'REPOSITORY']);
  });

  it('may be repeated, and ends with the project itself', async () => {
    const { organization, project, repository } = await marked(1);
    await deleteProjectItems(project);
    await deleteProjectItems(project);
    await deleteRepositoryItem(repository);
    await deleteRepositoryItem(repository);
    expect(await leftOf(organization)).toEqual(['PROJECT']);
    await deleteProjectItem(project);
    await deleteProjectItem(project);
    expect(await leftOf(organization)).toEqual([]);
  });

  it('keeps a repository that was changed since it was read', async () => {
    const { organization, project, repository } = await marked(0);
    await deleteProjectItems(project);
    const older = { ...repository, version: repository.version - 1 };
    await expect(deleteRepositoryItem(older)).rejects.toThrow(ConditionalCheckFailedException);
    expect(await leftOf(organization)).toEqual(['PROJECT', 'REPOSITORY']);
  });

  it('touches no other project of the organisation', async () => {
    const { organization, project } = await marked(1);
    const mutation = sampleMutation(organization);
    const other = sampleProject(organization);
    await insertProject(other, mutation);
    await insertEnvironment(changed(other), sampleEnvironment(other), mutation);
    const before = await leftOf(organization);
    await deleteProjectItems(project);
    const after = await leftOf(organization);
    expect(after.filter((sk) => sk.startsWith('ENVIRONMENT#'))).toHaveLength(1);
    expect(after).toContain('PROJECT');
    expect(before.length).toBeGreaterThan(after.length);
  });
});
