import { describe, expect, it } from 'vitest';
import { insertDeployment, readDeployment } from '#shared/data/deployments/deployments.ts';
import { insertEnvironment, removeEnvironment, saveEnvironment } from '#shared/data/environments/write-environment.ts';
import { readConfiguration } from '#shared/data/projects/read-project.ts';
import { insertProject } from '#shared/data/projects/write-project.ts';
import { enqueueDeployment } from '#shared/domain/deployments/deployment-slot.ts';
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

const withEnvironment = async () => {
  const organization = newOrganization();
  const mutation = sampleMutation(organization);
  const first = sampleProject(organization);
  await insertProject(first, mutation);
  const environment = sampleEnvironment(first);
  const project = changed(first, { environments: { [environment.id]: { name: 'Staging', type: 'staging' } } });
  await insertEnvironment(project, environment, mutation);
  return { organization, mutation, project, environment };
};

describe('insertEnvironment', () => {
  it('writes the environment and its entry in the project', async () => {
    const { organization, project, environment } = await withEnvironment();
    expect(await readConfiguration(organization, project.id)).toEqual({
      project,
      repository: null,
      environments: [environment],
    });
  });

  it('writes nothing where the project was changed since', async () => {
    const { organization, mutation, project } = await withEnvironment();
    const late = sampleEnvironment(project, { name: 'Late' });
    expect(await refusedLabels(insertEnvironment(project, late, mutation))).toEqual(['project']);
    expect((await readConfiguration(organization, project.id))?.environments).toHaveLength(1);
  });
});

describe('saveEnvironment', () => {
  it('writes over the version that was read, and leaves the project alone where the name stays', async () => {
    const { organization, mutation, project, environment } = await withEnvironment();
    const after = changed(environment, { autoDeploy: false });
    await saveEnvironment(null, environment, after, mutation);
    expect(await readConfiguration(organization, project.id)).toMatchObject({ project, environments: [after] });
  });

  it('carries a new name into the project in the same transaction', async () => {
    const { organization, mutation, project, environment } = await withEnvironment();
    const after = changed(environment, { name: 'QA' });
    const renamed = changed(project, { environments: { [environment.id]: { name: 'QA', type: 'staging' } } });
    await saveEnvironment(renamed, environment, after, mutation);
    expect(await readConfiguration(organization, project.id)).toMatchObject({
      project: renamed,
      environments: [after],
    });
  });

  it('refuses where another change was faster', async () => {
    const { mutation, environment } = await withEnvironment();
    await saveEnvironment(null, environment, changed(environment, { autoDeploy: false }), mutation);
    const late = saveEnvironment(null, environment, changed(environment, { approval: 'required' }), mutation);
    expect(await refusedLabels(late)).toEqual([`environment ${environment.id}`]);
  });

  it('records what changed and nothing else', async () => {
    const { organization, mutation, environment } = await withEnvironment();
    const after = changed(environment, { approval: 'required' });
    await saveEnvironment(null, environment, after, { ...mutation, now: secondsLater(1) });
    expect((await auditRecords(organization)).at(-1)).toMatchObject({
      action: 'environment.updated',
      resourceId: environment.id,
      changes: { approval: { from: 'none', to: 'required' } },
    });
  });
});

describe('removeEnvironment', () => {
  it('removes the environment, cancels what is queued in it and keeps its history', async () => {
    const { organization, mutation, project, environment } = await withEnvironment();
    const deployment = sampleDeployment(environment);
    const slot = enqueueDeployment(environment, deployment, now);
    await insertDeployment(deployment, slot.environment, null, mutation);
    await removeEnvironment(changed(project, { environments: {} }), slot.environment, mutation);
    expect((await readConfiguration(organization, project.id))?.environments).toEqual([]);
    expect(await readDeployment(organization, project.id, deployment.id)).toMatchObject({
      status: 'cancelled',
      statusReason: 'The environment was deleted.',
    });
  });

  it('refuses where a deployment was queued since, and removes nothing', async () => {
    const { organization, mutation, project, environment } = await withEnvironment();
    const deployment = sampleDeployment(environment);
    await insertDeployment(deployment, enqueueDeployment(environment, deployment, now).environment, null, mutation);
    const late = removeEnvironment(changed(project), environment, mutation);
    expect(await refusedLabels(late)).toEqual([`environment ${environment.id}`]);
    expect((await readConfiguration(organization, project.id))?.environments).toHaveLength(1);
  });
});
