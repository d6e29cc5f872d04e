import { newId } from '#shared/contract/new-id.ts';
import { insertDeployment, readDeployment } from '#shared/data/deployments/deployments.ts';
import { listDeployments } from '#shared/data/deployments/list-deployments.ts';
import { saveStatusReport } from '#shared/data/deployments/status-report.ts';
import { keys } from '#shared/data/table/keys.ts';
import { shrinkItems } from '#shared/data/table/shrink-items.ts';
import { enqueueDeployment } from '#shared/domain/deployments/deployment-slot.ts';
import { anyDeployment, now, sampleDeployment, secondsLater } from '../sample-records.ts';
import { storedProject } from '../stored-project.ts';
import type { Patterns } from './pattern.ts';
import { queued } from './queued.ts';

/** A project with 25 deployments of one environment. */
const history = async () => {
  const stored = await storedProject();
  let environment = stored.environments.staging;
  for (let index = 0; index < 25; index += 1) {
    const over = { id: newId('deployment', secondsLater(index)) };
    environment = (await queued(stored, environment, over)).environment;
  }
  return { ...stored, environment };
};

export const deploymentPatterns: Patterns = {
  'AP-40': async () => {
    const stored = await storedProject();
    const { deployment } = await queued(stored, stored.environments.staging);
    return () => readDeployment(stored.organization, stored.project.id, deployment.id);
  },
  'AP-41': async () => {
    const { organization, project } = await history();
    return () => listDeployments(organization, project.id, anyDeployment, 25, null);
  },
  'AP-42': async () => {
    const { organization, project, environment } = await history();
    return () =>
      listDeployments(organization, project.id, { ...anyDeployment, environmentId: environment.id }, 25, null);
  },
  'AP-90': async () => {
    const { organization, project } = await history();
    const [from, to] = [Date.parse(secondsLater(10)), Date.parse(secondsLater(12))];
    return () => listDeployments(organization, project.id, { ...anyDeployment, from, to }, 25, null);
  },
  'AP-91': async () => {
    const { organization, project } = await history();
    const commit = 'fffffff';
    return () => listDeployments(organization, project.id, { ...anyDeployment, commit }, 25, null);
  },
  'AP-43': async () => {
    const { mutation, environments } = await storedProject();
    const deployment = sampleDeployment(environments.staging);
    const slot = enqueueDeployment(environments.staging, deployment, now);
    return () => insertDeployment(deployment, slot.environment, slot.superseded, mutation);
  },
  'AP-44': async () => {
    const stored = await storedProject();
    const { environment } = await queued(stored, stored.environments.staging);
    const deployment = sampleDeployment(environment);
    const slot = enqueueDeployment(environment, deployment, now);
    return () => insertDeployment(deployment, slot.environment, slot.superseded, stored.mutation);
  },
  'AP-45': async () => {
    const stored = await storedProject();
    const { deployment } = await queued(stored, stored.environments.staging);
    return () => saveStatusReport(deployment, { state: 'reported', detail: 'GitHub shows ocore/Staging as pending.' });
  },
  'AP-38': async () => {
    const { organization, project, mutation, environments } = await storedProject();
    const deployment = sampleDeployment(environments.staging, { commitAuthor: 'x'.repeat(8000) });
    const slot = enqueueDeployment(environments.staging, deployment, now);
    await insertDeployment(deployment, slot.environment, slot.superseded, mutation);
    return () => shrinkItems([keys.deployment(organization, project.id, deployment.id)]);
  },
};
