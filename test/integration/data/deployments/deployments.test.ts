import { describe, expect, it } from 'vitest';
import type { DeploymentId } from '#shared/contract/id.ts';
import { newId } from '#shared/contract/new-id.ts';
import { insertDeployment, readDeployment } from '#shared/data/deployments/deployments.ts';
import { listDeployments } from '#shared/data/deployments/list-deployments.ts';
import { insertEnvironment } from '#shared/data/environments/write-environment.ts';
import { readConfiguration } from '#shared/data/projects/read-project.ts';
import { insertProject } from '#shared/data/projects/write-project.ts';
import { enqueueDeployment } from '#shared/domain/deployments/deployment-slot.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import { refusedLabels } from '../refused-labels.ts';
import {
  anyDeployment,
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
  const project = sampleProject(organization);
  await insertProject(project, mutation);
  const environment = sampleEnvironment(project);
  await insertEnvironment(changed(project), environment, mutation);
  return { organization, mutation, project, environment };
};

/** Queues one deployment after the other. @returns their ids, oldest first, and the slot after the last */
const queue = async (environment: EnvironmentRecord, count: number) => {
  const mutation = sampleMutation(environment.organizationId);
  const ids: DeploymentId[] = [];
  let slot = environment;
  for (let index = 0; index < count; index += 1) {
    const deployment = sampleDeployment(slot, { id: newId('deployment', secondsLater(index)) });
    const accepted = enqueueDeployment(slot, deployment, now);
    await insertDeployment(deployment, accepted.environment, accepted.superseded, mutation);
    slot = accepted.environment;
    ids.push(deployment.id);
  }
  return { ids, slot };
};

describe('insertDeployment', () => {
  it("writes the deployment and makes it its environment's pending one", async () => {
    const { organization, mutation, project, environment } = await withEnvironment();
    const deployment = sampleDeployment(environment);
    await insertDeployment(deployment, enqueueDeployment(environment, deployment, now).environment, null, mutation);
    expect(await readDeployment(organization, project.id, deployment.id)).toEqual(deployment);
    const found = await readConfiguration(organization, project.id);
    expect(found?.environments[0]?.pending?.id).toBe(deployment.id);
  });

  it('ends the deployment that it replaces and links the two', async () => {
    const { organization, project, environment } = await withEnvironment();
    const { ids } = await queue(environment, 2);
    const [first = newId('deployment', now), second] = ids;
    expect(await readDeployment(organization, project.id, first)).toMatchObject({
      status: 'superseded',
      supersededBy: second,
      statusReason: 'A newer deployment of Staging replaced it before it started.',
      completedAt: now,
      version: 2,
    });
  });

  it('writes nothing where another deployment was faster', async () => {
    const { organization, mutation, project, environment } = await withEnvironment();
    await queue(environment, 1);
    const late = sampleDeployment(environment);
    const slot = enqueueDeployment(environment, late, now);
    expect(await refusedLabels(insertDeployment(late, slot.environment, null, mutation))).toEqual([
      `environment ${environment.id}`,
    ]);
    expect(await readDeployment(organization, project.id, late.id)).toBeNull();
  });

  it('writes nothing where the deployment that it replaces has ended meanwhile', async () => {
    const { mutation, environment } = await withEnvironment();
    const { slot } = await queue(environment, 1);
    const next = sampleDeployment(slot);
    const accepted = enqueueDeployment(slot, next, now);
    await insertDeployment(next, accepted.environment, accepted.superseded, mutation);
    const late = sampleDeployment(accepted.environment);
    const again = enqueueDeployment(accepted.environment, late, now);
    // The slot is right, but the deployment that it claims to replace was superseded before.
    const write = insertDeployment(late, again.environment, accepted.superseded, mutation);
    expect(await refusedLabels(write)).toEqual([`pending ${accepted.superseded?.id}`]);
  });

  it('lets one of many deployments win the slot when they run at once', async () => {
    const { environment, mutation } = await withEnvironment();
    const tries = Array.from({ length: 5 }, () => {
      const deployment = sampleDeployment(environment);
      const slot = enqueueDeployment(environment, deployment, now);
      return refusedLabels(insertDeployment(deployment, slot.environment, null, mutation));
    });
    expect((await Promise.all(tries)).filter((labels) => labels.length === 0)).toHaveLength(1);
  });
});

describe('listDeployments', () => {
  it('walks a project newest first, each deployment once', async () => {
    const { organization, project, environment } = await withEnvironment();
    const { ids } = await queue(environment, 5);
    const seen: string[] = [];
    let after: DeploymentId | null = null;
    do {
      const page = await listDeployments(organization, project.id, anyDeployment, 2, after);
      seen.push(...page.rows.map((row) => row.id));
      after = page.position as DeploymentId | null;
    } while (after !== null);
    expect(seen).toEqual([...ids].reverse());
  });

  it('walks an environment newest first, each deployment once', async () => {
    const { organization, mutation, project, environment } = await withEnvironment();
    const other = sampleEnvironment(project, { name: 'Other' });
    await insertEnvironment(changed(changed(project)), other, mutation);
    const { ids } = await queue(environment, 3);
    await queue(other, 2);
    const filter = { ...anyDeployment, environmentId: environment.id };
    const first = await listDeployments(organization, project.id, filter, 2, null);
    const second = await listDeployments(organization, project.id, filter, 2, first.position as DeploymentId);
    expect([...first.rows, ...second.rows].map((row) => row.id)).toEqual([...ids].reverse());
  });

  it('filters by status, and names no next page where nothing more matches', async () => {
    const { organization, project, environment } = await withEnvironment();
    const { ids } = await queue(environment, 4);
    const filter = { ...anyDeployment, status: 'queued' } as const;
    const first = await listDeployments(organization, project.id, filter, 2, null);
    expect(first.rows.map((row) => row.id)).toEqual([ids[3]]);
    expect(first.position).toBeNull();
  });

  it("shows nothing of an environment under another project's id", async () => {
    const { organization, mutation, environment } = await withEnvironment();
    await queue(environment, 1);
    const another = sampleProject(organization);
    await insertProject(another, mutation);
    const filter = { ...anyDeployment, environmentId: environment.id };
    expect((await listDeployments(organization, another.id, filter, 10, null)).rows).toEqual([]);
    expect((await listDeployments(newOrganization(), environment.projectId, filter, 10, null)).rows).toEqual([]);
  });
});
