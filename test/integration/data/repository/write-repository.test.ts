import { describe, expect, it } from 'vitest';
import { insertDeployment, readDeployment } from '#shared/data/deployments/deployments.ts';
import { insertEnvironment } from '#shared/data/environments/write-environment.ts';
import { readConfiguration, readProjectAndRepository } from '#shared/data/projects/read-project.ts';
import { insertProject } from '#shared/data/projects/write-project.ts';
import {
  beginConnection,
  beginDisconnection,
  endDisconnection,
  saveRepository,
} from '#shared/data/repository/write-repository.ts';
import { readDue } from '#shared/data/table/due.ts';
import { enqueueDeployment } from '#shared/domain/deployments/deployment-slot.ts';
import { summaryOfRepository } from '#shared/domain/repository/repository-summary.ts';
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
  sampleRepository,
  secondsLater,
} from '../sample-records.ts';
import { useTestTable } from '../test-table.ts';

useTestTable();

const dueAt = secondsLater(60);

const connecting = async () => {
  const organization = newOrganization();
  const mutation = sampleMutation(organization);
  const first = sampleProject(organization);
  await insertProject(first, mutation);
  const repository = sampleRepository(first, { status: 'connecting' });
  const project = changed(first, { repository: summaryOfRepository(repository) });
  await beginConnection(project, repository, dueAt, mutation);
  return { organization, mutation, project, repository };
};

const isDue = async (projectId: string, at: string): Promise<boolean> =>
  (await readDue(at)).some((due) => 'projectId' in due && due.projectId === projectId);

describe('beginConnection', () => {
  it('writes the repository and its summary in the project', async () => {
    const { organization, project, repository } = await connecting();
    expect(await readProjectAndRepository(organization, project.id)).toEqual({
      project,
      repository,
      environments: [],
    });
  });

  it('puts the connection where the tick finds it once it is due', async () => {
    const { project } = await connecting();
    expect(await isDue(project.id, now)).toBe(false);
    expect(await isDue(project.id, dueAt)).toBe(true);
  });

  it('refuses a second connection of the same project', async () => {
    const { mutation, project } = await connecting();
    const second = beginConnection(changed(project), sampleRepository(project), dueAt, mutation);
    expect(await refusedLabels(second)).toEqual(['repository']);
  });

  it('records the URL and the branch, and no key', async () => {
    const { organization, project } = await connecting();
    expect((await auditRecords(organization)).find((one) => one.action === 'repository.connecting')).toMatchObject({
      resourceId: project.id,
      changes: {
        repositoryUrl: { from: null, to: 'git@github.com:acme/odoo-custom.git' },
        branch: { from: null, to: 'main' },
      },
    });
  });
});

describe('saveRepository', () => {
  it('writes over the version that was read and leaves the tick where nothing is due', async () => {
    const { organization, project, repository } = await connecting();
    const after = changed(repository, { status: 'action_required' });
    await saveRepository(null, after, null, null);
    expect((await readProjectAndRepository(organization, project.id))?.repository).toEqual(after);
    expect(await isDue(project.id, secondsLater(86_400))).toBe(false);
  });

  it('moves the moment at which it falls due', async () => {
    const { project, repository } = await connecting();
    await saveRepository(null, changed(repository), secondsLater(600), null);
    expect(await isDue(project.id, secondsLater(599))).toBe(false);
    expect(await isDue(project.id, secondsLater(600))).toBe(true);
  });

  it('refuses where another step was faster', async () => {
    const { repository } = await connecting();
    await saveRepository(null, changed(repository), null, null);
    expect(await refusedLabels(saveRepository(null, changed(repository), null, null))).toEqual(['repository']);
  });

  it('refuses to write over another connection', async () => {
    const { project, repository } = await connecting();
    const { connectionId } = sampleRepository(project);
    const foreign = saveRepository(null, changed(repository, { connectionId }), null, null);
    expect(await refusedLabels(foreign)).toEqual(['repository']);
  });

  it('records a step that a principal asked for, and none of its own', async () => {
    const { organization, mutation, repository } = await connecting();
    const own = changed(repository);
    await saveRepository(null, own, null, null);
    const asked = changed(own, { branch: 'develop' });
    await saveRepository(null, asked, null, { mutation, action: 'repository.updated', before: own });
    const actions = (await auditRecords(organization)).map((record) => record.action);
    expect(actions.sort()).toEqual(['project.created', 'repository.connecting', 'repository.updated']);
  });
});

describe('beginDisconnection', () => {
  it('marks the repository and cancels what is queued in the same transaction', async () => {
    const { organization, mutation, project, repository } = await connecting();
    const environment = sampleEnvironment(project);
    const withOne = changed(project);
    await insertEnvironment(withOne, environment, mutation);
    const deployment = sampleDeployment(environment);
    const slot = enqueueDeployment(environment, deployment, now);
    await insertDeployment(deployment, slot.environment, null, mutation);
    const marked = changed(repository, { status: 'disconnecting' });

    await beginDisconnection(changed(withOne), repository, marked, [slot.environment], dueAt, mutation);

    const found = await readConfiguration(organization, project.id);
    expect(found?.repository).toEqual(marked);
    expect(found?.environments[0]?.pending).toBeNull();
    expect(await readDeployment(organization, project.id, deployment.id)).toMatchObject({
      status: 'cancelled',
      statusReason: 'The repository was disconnected.',
    });
    expect(await isDue(project.id, dueAt)).toBe(true);
  });
});

describe('endDisconnection', () => {
  it('removes the connection, so that another can be made', async () => {
    const { organization, mutation, project, repository } = await connecting();
    await endDisconnection(changed(project, { repository: null }), repository);
    expect((await readProjectAndRepository(organization, project.id))?.repository).toBeNull();
    const anew = beginConnection(changed(changed(project)), sampleRepository(project), dueAt, mutation);
    expect(await refusedLabels(anew)).toEqual([]);
  });

  it('leaves a connection alone that was made since', async () => {
    const { organization, project, repository } = await connecting();
    const spent = { ...repository, connectionId: sampleRepository(project).connectionId };
    expect(await refusedLabels(endDisconnection(changed(project), spent))).toEqual(['repository']);
    expect((await readProjectAndRepository(organization, project.id))?.repository).toEqual(repository);
  });
});
