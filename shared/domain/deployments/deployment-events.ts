import type { EventType } from '#shared/contract/event.ts';
import type { Change, ChangeEvent } from '#shared/domain/change.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import { presentDeploymentToAll } from './present-deployment.ts';

const typeOf = (deployment: DeploymentRecord): EventType => {
  switch (deployment.status) {
    case 'waiting':
    case 'queued':
      return 'deployment.triggered';
    case 'running':
      return 'deployment.started';
    case 'succeeded':
      return 'deployment.completed';
    case 'failed':
      return 'deployment.failed';
    case 'cancelled':
      return 'deployment.cancelled';
    case 'superseded':
      return 'deployment.superseded';
  }
};

/**
 * The events of a changed deployment: one per new status. A deployment that waited and is now queued sends
 * `deployment.triggered` again, because a deployer may have to be started.
 */
export const deploymentEvents = ({ before, after }: Change<DeploymentRecord>): ChangeEvent[] => {
  if (after === null) return [];
  if (before?.status === after.status) return [];
  return [{ type: typeOf(after), subject: after.id, version: after.version, data: presentDeploymentToAll(after) }];
};
