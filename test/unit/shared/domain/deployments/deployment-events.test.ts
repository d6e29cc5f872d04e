import { describe, expect, it } from 'vitest';
import { DeploymentStatus } from '#shared/contract/deployment-status.ts';
import { cloudEvent } from '#shared/domain/change.ts';
import { deploymentEvents } from '#shared/domain/deployments/deployment-events.ts';
import { presentDeployment, presentDeploymentToAll } from '#shared/domain/deployments/present-deployment.ts';
import { deploymentId, deploymentRecord, now, organizationId, projectId } from '#test/fixtures/records.ts';

const inStatus = (status: DeploymentStatus, version = 1) => deploymentRecord({ status, version });
const types: Record<DeploymentStatus, string> = {
  waiting: 'deployment.triggered',
  queued: 'deployment.triggered',
  running: 'deployment.started',
  succeeded: 'deployment.completed',
  failed: 'deployment.failed',
  cancelled: 'deployment.cancelled',
  superseded: 'deployment.superseded',
};

describe('deploymentEvents', () => {
  it.each(DeploymentStatus.options)(
    'tells of a new one that is %s, as its GET answers it but for submodules',
    (status) => {
      const made = inStatus(status);

      expect(deploymentEvents({ before: null, after: made })).toEqual([
        { type: types[status], subject: deploymentId(), version: 1, data: presentDeploymentToAll(made) },
      ]);
    },
  );

  it('tells no submodules, so that the longest change plan fits on the bus', () => {
    const submodule = { path: 'oca/web', repositoryUrl: null, commitSha: null, fetched: true };
    const made = deploymentRecord({ status: 'succeeded', submodules: [submodule] });

    const [event] = deploymentEvents({ before: null, after: made });

    expect(presentDeployment(made)).toEqual({ ...presentDeploymentToAll(made), submodules: [submodule] });
    expect(event?.data).not.toHaveProperty('submodules');
  });

  it.each([
    ['waiting', 'queued'],
    ['waiting', 'cancelled'],
    ['waiting', 'superseded'],
    ['queued', 'running'],
    ['queued', 'cancelled'],
    ['queued', 'superseded'],
    ['running', 'succeeded'],
    ['running', 'failed'],
    ['running', 'cancelled'],
    ['running', 'superseded'],
  ] as const)('tells once that %s became %s', (from, to) => {
    const events = deploymentEvents({ before: inStatus(from), after: inStatus(to, 2) });

    expect(events.map((event) => [event.type, event.version])).toEqual([[types[to], 2]]);
  });

  it.each(DeploymentStatus.options)('tells nothing of what is only noted on one that is %s', (status) => {
    const noted = deploymentRecord({ status, version: 2, statusReport: { state: 'reported', detail: 'x' } });

    expect(deploymentEvents({ before: inStatus(status), after: noted })).toEqual([]);
  });

  it('tells nothing of a history that is purged', () => {
    expect(deploymentEvents({ before: inStatus('succeeded'), after: null })).toEqual([]);
  });

  it('gives every event in the life of a deployment its own id', () => {
    const life = [null, ...(['waiting', 'queued', 'running', 'succeeded'] as const)].map((status, index) =>
      status === null ? null : inStatus(status, index),
    );

    const events = life.slice(1).flatMap((after, index) => deploymentEvents({ before: life[index] ?? null, after }));

    expect(events.map((event) => cloudEvent(organizationId(), projectId(), event, now).id)).toEqual([
      `${deploymentId()}/1/deployment.triggered`,
      `${deploymentId()}/2/deployment.triggered`,
      `${deploymentId()}/3/deployment.started`,
      `${deploymentId()}/4/deployment.completed`,
    ]);
  });
});
