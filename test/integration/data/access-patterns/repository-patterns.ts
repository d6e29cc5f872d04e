import { insertProject } from '#shared/data/projects/write-project.ts';
import { noteRejection, noteValidation } from '#shared/data/repository/note-repository.ts';
import { recordReveal } from '#shared/data/repository/record-reveal.ts';
import {
  beginConnection,
  beginDisconnection,
  endDisconnection,
  saveRepository,
} from '#shared/data/repository/write-repository.ts';
import { readDue } from '#shared/data/table/due.ts';
import {
  changed,
  newOrganization,
  now,
  sampleMutation,
  sampleProject,
  sampleRepository,
  secondsLater,
} from '../sample-records.ts';
import { storedProject } from '../stored-project.ts';
import type { Patterns } from './pattern.ts';

const dueAt = secondsLater(60);

export const repositoryPatterns: Patterns = {
  'AP-30': async () => {
    const organization = newOrganization();
    const mutation = sampleMutation(organization);
    const project = sampleProject(organization);
    await insertProject(project, mutation);
    const repository = sampleRepository(project, { status: 'connecting' });
    return () => beginConnection(changed(project), repository, dueAt, mutation);
  },
  'AP-31': async () => {
    const { project, repository } = await storedProject();
    const due = changed(repository, { status: 'connecting' });
    await saveRepository(null, due, dueAt, null);
    return () => saveRepository(changed(project), changed(due, { status: 'action_required' }), null, null);
  },
  'AP-32': async () => {
    const { mutation, repository } = await storedProject();
    const audit = { mutation, action: 'repository.webhook_reconfigured', before: repository } as const;
    return () => saveRepository(null, changed(repository, { generation: 2 }), null, audit);
  },
  'AP-33': async () => {
    const { mutation, project, repository, environments } = await storedProject();
    const marked = changed(repository, { status: 'disconnecting' });
    const slots = Object.values(environments);
    return () => beginDisconnection(changed(project), repository, marked, slots, dueAt, mutation);
  },
  'AP-34': async () => {
    const { project, repository } = await storedProject();
    await saveRepository(null, changed(repository, { status: 'disconnecting' }), dueAt, null);
    return () => endDisconnection(changed(project, { repository: null }), repository);
  },
  'AP-86': async () => {
    const { mutation, repository } = await storedProject();
    return () => recordReveal(repository, mutation);
  },
  'AP-87': async () => {
    const { repository } = await storedProject();
    return () => noteRejection(repository, now);
  },
  'AP-88': async () => {
    const { repository } = await storedProject();
    await noteRejection(repository, now);
    return () => noteRejection(repository, secondsLater(599));
  },
  'AP-89': async () => {
    const { repository } = await storedProject();
    const detail = 'The key opens acme/odoo-custom, and main is there.';
    return () => noteValidation(repository, { at: now, result: 'reachable', detail });
  },
  'AP-35': async () => () => readDue('1970-01-01T00:00:00.000Z'),
};
