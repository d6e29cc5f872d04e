import { noteRunner } from '#shared/data/environments/note-runner.ts';
import { insertEnvironment, removeEnvironment, saveEnvironment } from '#shared/data/environments/write-environment.ts';
import { changed, now, sampleEnvironment } from '../sample-records.ts';
import { storedProject } from '../stored-project.ts';
import type { Patterns } from './pattern.ts';
import { queued } from './queued.ts';

export const environmentPatterns: Patterns = {
  'AP-20': async () => {
    const { mutation, project } = await storedProject();
    const environment = sampleEnvironment(project, { name: 'QA' });
    return () => insertEnvironment(changed(project), environment, mutation);
  },
  'AP-21': async () => {
    const { mutation, environments } = await storedProject();
    const after = changed(environments.staging, { autoDeploy: false });
    return () => saveEnvironment(null, environments.staging, after, mutation);
  },
  'AP-22': async () => {
    const { mutation, project, environments } = await storedProject();
    const after = changed(environments.staging, { name: 'QA' });
    return () => saveEnvironment(changed(project), environments.staging, after, mutation);
  },
  'AP-19': async () => {
    const { environments } = await storedProject();
    return () => noteRunner(environments.staging, 'build-1', now);
  },
  'AP-23': async () => {
    const stored = await storedProject();
    const { environment } = await queued(stored, stored.environments.staging);
    return () => removeEnvironment(changed(stored.project), environment, stored.mutation);
  },
};
