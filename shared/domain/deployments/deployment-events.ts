import type { EventType } from '#shared/contract/event.ts';
import type { Change, ChangeEvent } from '#shared/domain/change.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import { presentDeployment } from './present-deployment.ts';

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
 * What a change of a deployment means: one event per status that it comes to. What waited and is queued at last is told
 * as triggered once more, with its new status: whoever starts a deployer has to hear of it.
 */
export const deploymentEvents = ({ before, after }: Change<DeploymentRecord>): ChangeEvent[] => {
  if (after === null) return [];
  if (before?.status === after.status) return [];
  return [{ type: typeOf(after), subject: after.id, version: after.version, data: presentDeployment(after) }];
};
