import { describe, expect, it } from 'vitest';
import { newId } from '#shared/contract/new-id.ts';
import { insertEnvironment } from '#shared/data/environments/write-environment.ts';
import {
  readConfiguration,
  readConfigurations,
  readProject,
  readProjectAndRepository,
} from '#shared/data/projects/read-project.ts';
import { insertProject, markDeleting } from '#shared/data/projects/write-project.ts';
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

describe('readConfigurations', () => {
  it('reads each project as readConfiguration does, in the order of the list', async () => {
    const organization = newOrganization();
    const mutation = sampleMutation(organization);
    const projects = Array.from({ length: 26 }, () => sampleProject(organization));
    const made = [];
    for (const project of projects) {
      await insertProject(project, mutation);
      let last = project;
      for (let index = 0; index < 3; index += 1) {
        const name = `Environment ${index}`;
        const environment = sampleEnvironment(project, { id: newId('environment', secondsLater(index)), name });
        const environments = { ...last.environments, [environment.id]: { name, type: environment.type } };
        last = changed(last, { environments });
        await insertEnvironment(last, environment, mutation);
      }
      made.push(last);
    }

    const expected = await Promise.all(made.map(({ id }) => readConfiguration(organization, id)));
    expect(await readConfigurations(organization, made)).toEqual(expected);
    expect(expected[25]?.environments).toHaveLength(3);
  });

  it('leaves out a project that is gone, being deleted or of another organisation', async () => {
    const { organization, project } = await configured();
    const foreign = (await configured()).project;
    const deleting = sampleProject(organization);
    await insertProject(deleting, sampleMutation(organization));
    await markDeleting(deleting, sampleMutation(organization));
    const found = await readConfigurations(organization, [sampleProject(organization), foreign, deleting, project]);
    expect(found.map((one) => one.project.id)).toEqual([project.id]);
  });
});
