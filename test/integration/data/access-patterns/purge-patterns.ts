import { storeDelivery } from '#shared/data/deliveries/store-delivery.ts';
import { countHistory } from '#shared/data/projects/count-history.ts';
import {
  deleteProjectItem,
  deleteProjectItems,
  deleteRepositoryItem,
  readPurge,
} from '#shared/data/projects/purge-items.ts';
import { markDeleting } from '#shared/data/projects/write-project.ts';
import { changed, noEffects, now, sampleDelivery } from '../sample-records.ts';
import { storedProject } from '../stored-project.ts';
import type { Patterns } from './pattern.ts';
import { queued } from './queued.ts';

const marked = async () => {
  const stored = await storedProject();
  const { mutation, project, environments } = stored;
  let environment = environments.staging;
  for (let index = 0; index < 5; index += 1) environment = (await queued(stored, environment)).environment;
  await storeDelivery(sampleDelivery(project), noEffects);
  await markDeleting(project, mutation);
  return { ...stored, project: changed(project, { deletingAt: now }) };
};

export const purgePatterns: Patterns = {
  'AP-80': async () => {
    const { organization, project } = await marked();
    return () => readPurge(organization, project.id);
  },
  'AP-81': async () => {
    const { project } = await marked();
    return () => deleteProjectItems(project);
  },
  'AP-82': async () => {
    const { repository } = await marked();
    return () => deleteRepositoryItem(repository);
  },
  'AP-83': async () => {
    const { project } = await marked();
    return () => deleteProjectItem(project);
  },
  'AP-84': async () => {
    const { organization, project } = await marked();
    return () => countHistory(organization, project.id, 'deployments', 1000, now);
  },
  'AP-85': async () => {
    const { organization, project } = await marked();
    return () => countHistory(organization, project.id, 'deliveries', 1000, now);
  },
};
