import { newId } from '#shared/contract/new-id.ts';
import { insertClone } from '#shared/data/projects/write-project.ts';
import { beginConnection, saveRepository } from '#shared/data/repository/write-repository.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import { summaryOfRepository } from '#shared/domain/repository/repository-summary.ts';
import {
  changed,
  newOrganization,
  sampleEnvironment,
  sampleMapping,
  sampleMutation,
  sampleProject,
  sampleRepository,
  secondsLater,
} from './sample-records.ts';

/** A project with the manual's three environments and mappings, and a repository that has delivered, in the table. */
export const storedProject = async (over: Partial<ProjectRecord> = {}) => {
  const organization = newOrganization();
  const mutation = sampleMutation(organization);
  const bare = sampleProject(organization, { name: 'Odoo ERP Customizations', ...over });
  const environment = (name: string, type: EnvironmentRecord['type'], second: number): EnvironmentRecord =>
    sampleEnvironment(bare, { id: newId('environment', secondsLater(second)), name, type });
  const environments = {
    main: environment('Production', 'production', 0),
    staging: environment('Staging', 'staging', 1),
    develop: environment('Development', 'development', 2),
  };
  const { main, staging, develop } = environments;
  const first: ProjectRecord = {
    ...bare,
    branchMappings: [
      sampleMapping(main, { branchPattern: 'main', trigger: 'merge', priority: 10 }),
      sampleMapping(staging, { branchPattern: 'staging', priority: 20 }),
      sampleMapping(develop, { branchPattern: 'develop', priority: 30 }),
    ],
    environments: Object.fromEntries([main, staging, develop].map(({ id, name, type }) => [id, { name, type }])),
  };
  await insertClone(first, [main, staging, develop], mutation, null);
  const repository = sampleRepository(first, {
    fullName: 'Codertocat/Hello-World',
    providerRepositoryId: '186853002',
    reportedBranch: 'master',
    deliveredGeneration: 1,
  });
  const project = changed(first, { repository: summaryOfRepository(repository) });
  await beginConnection(project, repository, secondsLater(60), mutation);
  const settled = changed(repository);
  await saveRepository(null, settled, null, null);
  return { organization, mutation, project, environments, repository: settled };
};
