import { describe, expect, it } from 'vitest';
import { newId } from '#shared/contract/new-id.ts';
import { insertEnvironment } from '#shared/data/environments/write-environment.ts';
import { readConfiguration, readProject, readProjectAndRepository } from '#shared/data/projects/read-project.ts';
import { insertProject } from '#shared/data/projects/write-project.ts';
import { beginConnection } from '#shared/data/repository/write-repository.ts';
import {
  changed,
  newOrganization,
  now,
  sampleEnvironment,
  sampleMutation,
  sampleProject,
  sampleRepository,
  secondsLater,
} from '../sample-records.ts';
import { useTestTable } from '../test-table.ts';

useTestTable();

/** A project with a repository and two environments, the older one first. */
const configured = async () => {
  const organization = newOrganization();
  const mutation = sampleMutation(organization);
  const project = sampleProject(organization);
  await insertProject(project, mutation);
  const older = sampleEnvironment(project, { id: newId('environment', now), name: 'Older' });
  const newer = sampleEnvironment(project, { id: newId('environment', secondsLater(1)), name: 'Newer' });
  await insertEnvironment(changed(project), newer, mutation);
  await insertEnvironment(changed(changed(project)), older, mutation);
  const last = changed(changed(changed(project)));
  const repository = sampleRepository(project);
  await beginConnection(last, repository, secondsLater(60), mutation);
  return { organization, project: last, repository, environments: [older, newer] };
};

describe('readConfiguration', () => {
  it('reads project, repository and environments, oldest environment first', async () => {
    const { organization, ...made } = await configured();
    expect(await readConfiguration(organization, made.project.id)).toEqual(made);
  });

  it('reads nothing of a project under another organisation', async () => {
    const { project } = await configured();
    expect(await readConfiguration(newOrganization(), project.id)).toBeNull();
  });
});

describe('readProjectAndRepository', () => {
  it('reads the two without the environments', async () => {
    const { organization, project, repository } = await configured();
    expect(await readProjectAndRepository(organization, project.id)).toEqual({
      project,
      repository,
      environments: [],
    });
  });
});

describe('readProject', () => {
  it('reads nothing of a project under another organisation', async () => {
    const { organization, project } = await configured();
    expect(await readProject(newOrganization(), project.id)).toBeNull();
    expect(await readProject(organization, sampleProject(organization, { createdAt: now }).id)).toBeNull();
  });
});
