import { describe, expect, it } from 'vitest';
import { enqueueDeployment, summaryOf, supersededReason } from '#shared/domain/deployments/deployment-slot.ts';
import { deploymentId, deploymentRecord, deploymentSummary, environmentRecord, now } from '#test/fixtures/records.ts';

const deployment = deploymentRecord({ id: deploymentId(5) });

describe('summaryOf', () => {
  it('keeps what the design calls a deployment summary, and where its commit came from', () => {
    expect(summaryOf(deployment)).toEqual({
      id: deployment.id,
      commitSha: deployment.commitSha,
      commitMessage: 'Fix the invoice report',
      commitAuthor: 'Mona Lisa',
      branch: deployment.branch,
      tag: null,
      trigger: 'push',
      triggeredBy: 'github:octocat',
      triggeredByName: 'octocat',
      status: 'queued',
      statusReason: null,
      waitsFor: [],
      createdAt: deployment.createdAt,
      startedAt: null,
      completedAt: null,
      originId: deployment.originId,
    });
  });
});

describe('enqueueDeployment', () => {
  it('makes the deployment the pending one of an empty slot', () => {
    const environment = environmentRecord({ version: 4 });

    expect(enqueueDeployment(environment, deployment, now)).toEqual({
      environment: {
        ...environment,
        pending: deployment,
        updatedAt: now,
        updatedBy: 'github:octocat',
        updatedByName: 'octocat',
        version: 5,
      },
      superseded: null,
    });
  });

  it.each(['queued', 'waiting'] as const)('replaces a pending deployment that is %s', (status) => {
    const pending = deploymentSummary({ id: deploymentId(4), status });

    const accepted = enqueueDeployment(environmentRecord({ pending }), deployment, now);

    expect(accepted.environment.pending?.id).toBe(deploymentId(5));
    expect(accepted.superseded).toEqual(pending);
  });

  it('leaves what is running and what is current', () => {
    const running = deploymentSummary({ id: deploymentId(3), status: 'running' });
    const current = deploymentSummary({ id: deploymentId(2), status: 'succeeded' });

    const accepted = enqueueDeployment(environmentRecord({ running, current }), deployment, now);

    expect(accepted.environment).toMatchObject({ running, current });
    expect(accepted.superseded).toBeNull();
  });
});

describe('supersededReason', () => {
  it('names the environment', () => {
    expect(supersededReason(deployment)).toBe('A newer deployment of Staging replaced it before it started.');
  });
});
