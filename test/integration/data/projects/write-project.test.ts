import { describe, expect, it } from 'vitest';
import { newId } from '#shared/contract/new-id.ts';
import { insertDeployment, readDeployment } from '#shared/data/deployments/deployments.ts';
import { insertEnvironment } from '#shared/data/environments/write-environment.ts';
import { insertOrganization } from '#shared/data/organization/organizations.ts';
import { listGrantedProjectIds, listProjectsByRank } from '#shared/data/projects/list-projects.ts';
import { readConfiguration, readProject } from '#shared/data/projects/read-project.ts';
import {
  archiveProject,
  type ClonedFrom,
  insertClone,
  insertProject,
  markDeleting,
  saveProject,
} from '#shared/data/projects/write-project.ts';
import { enqueueDeployment } from '#shared/domain/deployments/deployment-slot.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import { apiKeyRecord, organizationRecord } from '#test/fixtures/access-records.ts';
import { auditRecords } from '../audit-records.ts';
import { refusedLabels } from '../refused-labels.ts';
import {
  changed,
  newOrganization,
  now,
  sampleDeployment,
  sampleEnvironment,
  sampleMutation,
  sampleProject,
  secondsLater,
} from '../sample-records.ts';
import { useTestTable } from '../test-table.ts';

useTestTable();

const claim = { principalId: 'key_1', method: 'POST', path: '/api/projects', key: 'k1', fingerprint: 'f1' };
const update = { action: 'project.updated' } as const;

const inserted = async (over: Partial<ProjectRecord> = {}): Promise<ProjectRecord> => {
  const project = sampleProject(newOrganization(), over);
  await insertProject(project, sampleMutation(project.organizationId));
  return project;
};

describe('insertProject', () => {
  it('writes the project so that it is read back as it was', async () => {
    const project = await inserted();
    expect(await readProject(project.organizationId, project.id)).toEqual(project);
  });

  it('refuses a name that another project has, whatever its case', async () => {
    const first = await inserted({ name: 'Straße' });
    const second = sampleProject(first.organizationId, { name: 'STRASSE' });
    expect(await refusedLabels(insertProject(second, sampleMutation(first.organizationId)))).toEqual(['name']);
    expect(await readProject(first.organizationId, second.id)).toBeNull();
  });

  it('lets two organisations use the same name', async () => {
    const first = await inserted({ name: 'Same name' });
    await inserted({ name: 'Same name' });
    expect(await readProject(first.organizationId, first.id)).toEqual(first);
  });

  it('lets one of many inserts of the same name win when they run at once', async () => {
    const organization = newOrganization();
    const tries = Array.from({ length: 5 }, () =>
      refusedLabels(insertProject(sampleProject(organization, { name: 'Race' }), sampleMutation(organization))),
    );
    expect((await Promise.all(tries)).filter((labels) => labels.length === 0)).toHaveLength(1);
  });

  it('writes its audit record with who, what, where from and the request', async () => {
    const project = await inserted();
    expect(await auditRecords(project.organizationId)).toEqual([
      expect.objectContaining({
        at: now,
        action: 'project.created',
        resourceId: project.id,
        projectId: project.id,
        actor: { id: 'key_01KAR4M1G0000000000000000A', kind: 'apiKey', name: 'First key' },
        changes: {
          name: { from: null, to: project.name },
          description: { from: null, to: project.description },
          defaultOdooVersion: { from: null, to: project.defaultOdooVersion },
        },
        requestId: 'request-1',
        sourceIp: '127.0.0.1',
      }),
    ]);
  });

  it('refuses under an idempotency key that was used before, and writes nothing', async () => {
    const organization = newOrganization();
    const mutation = sampleMutation(organization, { idempotency: claim });
    await insertProject(sampleProject(organization), mutation);
    const second = sampleProject(organization);
    expect(await refusedLabels(insertProject(second, mutation))).toEqual(['idempotency']);
    expect(await readProject(organization, second.id)).toBeNull();
    expect(await auditRecords(organization)).toHaveLength(1);
  });

  it('accepts an idempotency key again once its 24 hours are over, though TTL has not deleted it', async () => {
    const organization = newOrganization();
    await insertProject(sampleProject(organization), sampleMutation(organization, { idempotency: claim }));
    const later = sampleMutation(organization, { idempotency: claim, now: secondsLater(86_400) });
    expect(await refusedLabels(insertProject(sampleProject(organization), later))).toEqual([]);
  });
});

describe('saveProject', () => {
  it('writes over the version that was read', async () => {
    const before = await inserted();
    const after = changed(before, { description: null });
    await saveProject(before, after, sampleMutation(before.organizationId), update);
    expect(await readProject(before.organizationId, before.id)).toEqual(after);
  });

  it('refuses where another change was faster', async () => {
    const before = await inserted();
    const mutation = sampleMutation(before.organizationId);
    await saveProject(before, changed(before, { description: 'first' }), mutation, update);
    const late = saveProject(before, changed(before, { description: 'second' }), mutation, update);
    expect(await refusedLabels(late)).toEqual(['project']);
  });

  it('frees the old name and takes the new one', async () => {
    const before = await inserted({ name: 'Old' });
    const { organizationId } = before;
    await saveProject(before, changed(before, { name: 'New' }), sampleMutation(organizationId), update);
    const take = (name: string) =>
      refusedLabels(insertProject(sampleProject(organizationId, { name }), sampleMutation(organizationId)));
    expect(await take('old')).toEqual([]);
    expect(await take('new')).toEqual(['name']);
  });

  it('refuses a name that is taken, and keeps its own', async () => {
    const before = await inserted({ name: 'Mine' });
    const { organizationId } = before;
    const mutation = sampleMutation(organizationId);
    await insertProject(sampleProject(organizationId, { name: 'Theirs' }), mutation);
    const save = saveProject(before, changed(before, { name: 'THEIRS' }), mutation, update);
    expect(await refusedLabels(save)).toEqual(['name']);
    const takesOwn = insertProject(sampleProject(organizationId, { name: 'Mine' }), mutation);
    expect(await refusedLabels(takesOwn)).toEqual(['name']);
  });

  it('changes the case of its own name', async () => {
    const before = await inserted({ name: 'erp' });
    const after = changed(before, { name: 'ERP' });
    await saveProject(before, after, sampleMutation(before.organizationId), update);
    expect((await readProject(before.organizationId, before.id))?.name).toBe('ERP');
  });

  it('records only the fields that changed, a long value as its length and hash', async () => {
    const before = await inserted({ description: 'short' });
    const after = changed(before, { description: 'x'.repeat(257) });
    await saveProject(before, after, sampleMutation(before.organizationId, { now: secondsLater(1) }), update);
    const [, record] = await auditRecords(before.organizationId);
    expect(record?.changes).toEqual({
      description: {
        from: 'short',
        to: { length: 257, sha256: '15eb95a462ee20bd91a415ae2d4aed341288186ddaa2b37908f7d592f0c3f85f' },
      },
    });
  });

  it('records the resource and writes the status that the caller names', async () => {
    const before = await inserted();
    const mutation = sampleMutation(before.organizationId, { now: secondsLater(1) });
    const id = newId('mapping', now);
    await saveProject(before, changed(before), mutation, {
      action: 'mapping.created',
      resource: { resourceId: id, resourceName: 'main' },
      status: 201,
    });
    const [, record] = await auditRecords(before.organizationId);
    expect(record).toMatchObject({ action: 'mapping.created', resourceId: id, projectId: before.id });
  });
});

describe('archiveProject', () => {
  it('takes the project off the default list and cancels what is queued, keeping the rest', async () => {
    const project = await inserted();
    const { organizationId } = project;
    const mutation = sampleMutation(organizationId);
    const environment = sampleEnvironment(project);
    await insertEnvironment(changed(project), environment, mutation);
    const deployment = sampleDeployment(environment);
    const slot = enqueueDeployment(environment, deployment, now);
    await insertDeployment(deployment, slot.environment, null, mutation);

    const before = changed(project);
    await archiveProject(before, changed(before, { archivedAt: now }), [slot.environment], mutation);

    const open = await listProjectsByRank(organizationId, { from: '3', to: '4' }, 10, null);
    const all = await listProjectsByRank(organizationId, { from: '1', to: '4' }, 10, null);
    expect(open.rows).toEqual([]);
    expect(all.rows.map((row) => row.id)).toEqual([project.id]);
    const after = await readConfiguration(organizationId, project.id);
    expect(after?.environments[0]).toMatchObject({ pending: null, version: slot.environment.version + 1 });
    expect(await readDeployment(organizationId, project.id, deployment.id)).toMatchObject({
      status: 'cancelled',
      statusReason: 'The project was archived.',
      completedAt: now,
      version: 2,
    });
  });

  it('refuses where a delivery has changed an environment since', async () => {
    const project = await inserted();
    const mutation = sampleMutation(project.organizationId);
    const environment = sampleEnvironment(project);
    await insertEnvironment(changed(project), environment, mutation);
    const deployment = sampleDeployment(environment);
    await insertDeployment(deployment, enqueueDeployment(environment, deployment, now).environment, null, mutation);
    const before = changed(project);
    const late = archiveProject(before, changed(before, { archivedAt: now }), [environment], mutation);
    expect(await refusedLabels(late)).toEqual([`environment ${environment.id}`]);
  });
});

describe('markDeleting', () => {
  it('makes the project unreadable, takes it off every list and frees its name', async () => {
    const project = await inserted({ name: 'Gone' });
    const { organizationId } = project;
    await markDeleting(project, sampleMutation(organizationId));
    expect(await readProject(organizationId, project.id)).toBeNull();
    expect(await readConfiguration(organizationId, project.id)).toBeNull();
    expect((await listProjectsByRank(organizationId, { from: '1', to: '4' }, 10, null)).rows).toEqual([]);
    const again = insertProject(sampleProject(organizationId, { name: 'gone' }), sampleMutation(organizationId));
    expect(await refusedLabels(again)).toEqual([]);
  });

  it('refuses where another change was faster', async () => {
    const project = await inserted();
    const mutation = sampleMutation(project.organizationId);
    await saveProject(project, changed(project), mutation, update);
    expect(await refusedLabels(markDeleting(project, mutation))).toEqual(['project']);
  });
});

describe('insertClone', () => {
  it('writes the project with its environments', async () => {
    const organization = newOrganization();
    const project = sampleProject(organization, { clonedFrom: newId('project', now) });
    const environments = ['A', 'B', 'C'].map((name) => sampleEnvironment(project, { name }));
    await insertClone(project, environments, sampleMutation(organization), null);
    const found = await readConfiguration(organization, project.id);
    expect(found?.project).toEqual(project);
    expect([...(found?.environments ?? [])].map((one) => one.name).sort()).toEqual(['A', 'B', 'C']);
  });

  it('lists a restricted clone for each of its 100 principals', async () => {
    const organization = newOrganization();
    const principals = Array.from({ length: 100 }, (_, index) => `key_${index}`);
    const grants = Object.fromEntries(principals.map((principal) => [principal, 'view' as const]));
    const project = sampleProject(organization, { access: { mode: 'restricted', grants } });
    await insertClone(project, [], sampleMutation(organization), null);
    const lists = await Promise.all(
      principals.map((principal) => listGrantedProjectIds(organization, principal, null)),
    );
    expect(lists.map((list) => list.map(({ id }) => id))).toEqual(principals.map(() => [project.id]));
  });

  it('refuses a name that is taken, and leaves no environment behind', async () => {
    const origin = await inserted({ name: 'Taken' });
    const clone = sampleProject(origin.organizationId, { name: 'Taken' });
    const write = insertClone(clone, [sampleEnvironment(clone)], sampleMutation(origin.organizationId), null);
    expect(await refusedLabels(write)).toEqual(['name']);
    expect(await readConfiguration(origin.organizationId, clone.id)).toBeNull();
  });

  it('refuses where the access of the origin, or a right in the organisation, has changed since', async () => {
    const origin = await inserted();
    const { organizationId } = origin;
    const organization = organizationRecord({ id: organizationId, slug: organizationId.toLowerCase() });
    await insertOrganization(organization, apiKeyRecord({ organizationId, hashes: [organizationId] }));
    const mutation = sampleMutation(organizationId);
    const clone = (decidedFrom: ClonedFrom) => insertClone(sampleProject(organizationId), [], mutation, decidedFrom);
    const stale = { ...organization, version: organization.version + 1 };

    expect(await refusedLabels(clone({ organization: stale, origin }))).toEqual(['organization']);
    await saveProject(origin, changed(origin), mutation, update);
    expect(await refusedLabels(clone({ organization, origin }))).toEqual(['project']);
    expect(await refusedLabels(clone({ organization, origin: changed(origin) }))).toEqual([]);
  });
});
