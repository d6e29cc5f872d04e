import { ulid } from 'ulid';
import { putLogChunk, readLog, readProjectAndDeployment } from '#shared/data/deployments/deployment-logs.ts';
import { readDeployments } from '#shared/data/deployments/deployments.ts';
import { dropPending } from '#shared/data/deployments/drop-pending.ts';
import { endDeployment, endLeftDeployment } from '#shared/data/deployments/end-deployment.ts';
import { renewLease } from '#shared/data/deployments/leases.ts';
import { readWork } from '#shared/data/deployments/read-work.ts';
import { recordCommitFacts } from '#shared/data/deployments/record-commit-facts.ts';
import { saveSlot } from '#shared/data/deployments/save-slot.ts';
import { readEnvironment } from '#shared/data/environments/read-environment.ts';
import { unseenHead } from '#shared/domain/branch-order/branch-head.ts';
import { completeDeployment } from '#shared/domain/deployments/complete-deployment.ts';
import { startPending } from '#shared/domain/deployments/start-pending.ts';
import { pauseEnvironment } from '#shared/domain/environments/pause-environment.ts';
import { now, secondsLater } from '../sample-records.ts';
import { storedProject } from '../stored-project.ts';
import type { Patterns } from './pattern.ts';
import { queued } from './queued.ts';

const leaseId = ulid(Date.parse(now));

/** The step that starts what is queued in Staging, not written yet. */
const starting = async () => {
  const stored = await storedProject();
  const { environment } = await queued(stored, stored.environments.staging);
  const step = startPending(environment, { id: leaseId, runner: 'build-1' }, stored.mutation.principal, now);
  if (step === null) throw new Error('Nothing is queued.');
  const entry = {
    action: 'deployment.started',
    resourceId: step.deployment.id,
    resourceName: null,
    changes: {},
  } as const;
  return { ...stored, step, save: () => saveSlot(step, { mutation: stored.mutation, entry }) };
};

const running = async () => {
  const started = await starting();
  await started.save();
  const { organizationId, projectId, id } = started.step.after;
  return {
    ...started,
    lease: { organizationId, projectId, environmentId: id, leaseId },
    id: started.step.deployment.id,
  };
};

/** A log line of 80 characters such as a build writes. */
const line = (n: number) => ({
  at: now,
  text: `Processing module ${n} of 1000: loading views and data, please wait`.padEnd(80, '.'),
});
const chunk = (seq: number, lines: number) => ({ seq, lines: Array.from({ length: lines }, (_, n) => line(seq + n)) });

/** A running deployment whose log has twenty chunks of fifty lines. */
const logged = async () => {
  const started = await running();
  for (let seq = 1; seq <= 1000; seq += 50) await putLogChunk(started.lease, started.id, chunk(seq, 50), now);
  return started;
};

export const runnerPatterns: Patterns = {
  'AP-24': async () => {
    const { organization, project, environments } = await storedProject();
    return () => readEnvironment(organization, project.id, environments.staging.id);
  },
  'AP-25': async () => {
    const { organization, project, environments } = await storedProject();
    return () => readWork(organization, project.id, environments.staging.id);
  },
  'AP-26': async () => {
    const stored = await storedProject();
    const { environment } = await queued(stored, stored.environments.staging);
    const step = pauseEnvironment(environment, 'Month end', stored.mutation.principal, secondsLater(1));
    const entry = {
      action: 'environment.paused',
      resourceId: environment.id,
      resourceName: 'Staging',
      changes: {},
    } as const;
    return () => saveSlot(step, { mutation: stored.mutation, entry });
  },
  'AP-27': async () => (await starting()).save,
  'AP-28': async () => {
    const { lease } = await running();
    return () => renewLease(lease, secondsLater(80));
  },
  'AP-39': async () => {
    const { lease, id, mutation } = await running();
    const facts = { commitSha: 'a'.repeat(40), commitMessage: 'Fix taxes', commitAuthor: 'Mona Lisa' };
    return () => recordCommitFacts({ ...lease, deploymentId: id }, facts, secondsLater(80), mutation.principal, now);
  },
  'AP-29': async () => {
    const { lease, id, step, mutation } = await running();
    const { commitSha } = step.deployment;
    const body = { lease: '', status: 'succeeded' as const };
    const end = completeDeployment({ commitSha, startedAt: now }, body, now);
    if (!end.ok) throw new Error(end.refusal.detail);
    return () => endDeployment(lease, { deploymentId: id, name: 'main', fields: end.value }, mutation);
  },
  'AP-36': async () => {
    const { lease, id, step, mutation, repository } = await running();
    const fields = {
      status: 'superseded',
      completedAt: now,
      durationMs: 0,
      errorMessage: null,
      changePlan: null,
    } as const;
    const after = { ...step.after, running: null, lease: null, version: step.after.version + 1 };
    const { organizationId, projectId, connectionId } = repository;
    const owner = { organizationId, projectId, connectionId, ref: 'refs/heads/main', seenAt: now, version: 1 };
    const left = { before: step.after, after, head: { ...unseenHead, ...owner }, deployments: [] };
    return () => endLeftDeployment(lease, { deploymentId: id, name: 'main', fields }, left, mutation);
  },
  'AP-75': async () => {
    const { repository, ...stored } = await storedProject();
    const { environment: before, deployment: pending } = await queued(stored, stored.environments.staging);
    const after = { ...before, pending: null, version: before.version + 1 };
    const { organizationId, projectId, connectionId } = repository;
    const owner = { organizationId, projectId, connectionId, ref: 'refs/heads/main', seenAt: now, version: 1 };
    const left = { pending, before, after, head: { ...unseenHead, ...owner }, deployments: [] };
    return () => dropPending(left, 'It left its branch.', now);
  },
  'AP-37': async () => {
    const { organization, project, id } = await running();
    return () => readDeployments(organization, project.id, [id]);
  },
  'AP-46': async () => {
    const { lease, id } = await running();
    return () => putLogChunk(lease, id, chunk(1, 800), now);
  },
  'AP-47': async () => {
    const { organization, project, id } = await logged();
    return () => readLog(organization, project.id, id, 0, now);
  },
  'AP-48': async () => {
    const { organization, project, id } = await logged();
    return () => readLog(organization, project.id, id, 975, now);
  },
  'AP-49': async () => {
    const { organization, project, id } = await running();
    return () => readProjectAndDeployment(organization, project.id, id);
  },
};
