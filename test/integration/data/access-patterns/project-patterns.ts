import { newId } from '#shared/contract/new-id.ts';
import {
  findProjectIdsByName,
  listGrantedProjectIds,
  listProjectsByRank,
  readProjects,
} from '#shared/data/projects/list-projects.ts';
import { noteActivity } from '#shared/data/projects/note-activity.ts';
import {
  readConfiguration,
  readConfigurations,
  readProject,
  readProjectAndRepository,
} from '#shared/data/projects/read-project.ts';
import {
  archiveProject,
  insertClone,
  insertProject,
  markDeleting,
  saveProject,
} from '#shared/data/projects/write-project.ts';
import {
  changed,
  newOrganization,
  now,
  sampleEnvironment,
  sampleMutation,
  sampleProject,
  secondsLater,
} from '../sample-records.ts';
import { storedProject } from '../stored-project.ts';
import type { Patterns } from './pattern.ts';
import { queued } from './queued.ts';

const claim = { principalId: 'key_1', method: 'POST', path: '/api/projects', key: 'k1', fingerprint: 'f'.repeat(64) };
const update = { action: 'project.updated' } as const;

/** An organisation with 25 projects, each with three mappings' worth of text. */
const page = async () => {
  const organization = newOrganization();
  const projects = Array.from({ length: 25 }, (_, index) =>
    sampleProject(organization, { id: newId('project', secondsLater(index)), name: `Project ${index}` }),
  );
  for (const project of projects) await insertProject(project, sampleMutation(organization));
  return { organization, ids: projects.map((project) => project.id) };
};

export const projectPatterns: Patterns = {
  'AP-01': async () => {
    const project = sampleProject(newOrganization());
    return () => insertProject(project, sampleMutation(project.organizationId));
  },
  'AP-02': async () => {
    const project = sampleProject(newOrganization());
    return () => insertProject(project, sampleMutation(project.organizationId, { idempotency: claim }));
  },
  'AP-03': async () => {
    const { organization, project } = await storedProject();
    return () => readProject(organization, project.id);
  },
  'AP-04': async () => {
    const { organization, project } = await storedProject();
    return () => readConfiguration(organization, project.id);
  },
  'AP-05': async () => {
    const { organization, project } = await storedProject();
    return () => readProjectAndRepository(organization, project.id);
  },
  'AP-06': async () => {
    const { organization } = await page();
    return () => listProjectsByRank(organization, { from: '3', to: '4' }, 25, null);
  },
  'AP-07': async () => {
    const organization = newOrganization();
    for (let index = 0; index < 7; index += 1) {
      const access = { mode: 'restricted' as const, grants: { key_dev: 'view' as const } };
      await insertClone(sampleProject(organization, { access }), [], sampleMutation(organization), null);
    }
    return () => listGrantedProjectIds(organization, 'key_dev', null);
  },
  'AP-08': async () => {
    const { organization } = await page();
    return () => findProjectIdsByName(organization, 'open', 'project 1', null);
  },
  'AP-09': async () => {
    const { organization, ids } = await page();
    return () => readProjects(organization, ids.slice(0, 7));
  },
  'AP-10': async () => {
    const { mutation, project } = await storedProject();
    return () => saveProject(project, changed(project, { description: 'new' }), mutation, update);
  },
  'AP-11': async () => {
    const { mutation, project } = await storedProject();
    return () => saveProject(project, changed(project, { name: 'Another name' }), mutation, update);
  },
  'AP-12': async () => {
    const stored = await storedProject();
    const { mutation, project, environments } = stored;
    const { environment } = await queued(stored, environments.staging);
    const slots = [environments.main, environment, environments.develop];
    return () => archiveProject(project, changed(project, { archivedAt: now }), slots, mutation);
  },
  'AP-13': async () => {
    const { mutation, project } = await storedProject();
    return () => markDeleting(project, mutation);
  },
  'AP-14': async () => {
    const organization = newOrganization();
    const clone = sampleProject(organization, { clonedFrom: newId('project', now) });
    const environments = ['Production', 'Staging', 'Development'].map((name) => sampleEnvironment(clone, { name }));
    return () => insertClone(clone, environments, sampleMutation(organization), null);
  },
  'AP-15': async () => {
    const { organization, project } = await storedProject();
    return () => noteActivity(organization, project.id, now);
  },
  'AP-16': async () => {
    const { organization, project } = await storedProject();
    await noteActivity(organization, project.id, now);
    return () => noteActivity(organization, project.id, secondsLater(59));
  },
  'AP-139': async () => {
    const { organization, project } = await storedProject();
    return () => readConfigurations(organization, [project]);
  },
};
