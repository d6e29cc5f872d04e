import type { Change, ChangeEvent } from '#shared/domain/change.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import { sameValue } from '#shared/domain/same-value.ts';
import { presentEnvironmentToAll } from './present-environment.ts';

const configured = (environment: EnvironmentRecord): readonly unknown[] => [
  environment.name,
  environment.odooVersion,
  environment.url,
  environment.approval,
  environment.autoDeploy,
  environment.branches,
  environment.allowMissingSubmodules,
  environment.paused,
];

/** The events of a changed environment. Deployments that move through its slot have events of their own. */
export const environmentEvents = ({ before, after }: Change<EnvironmentRecord>): ChangeEvent[] => {
  if (after === null) {
    if (before === null) return [];
    return [{ type: 'environment.deleted', subject: before.id, version: before.version, data: { id: before.id } }];
  }
  if (before !== null && sameValue(configured(before), configured(after))) return [];
  const type = before === null ? 'environment.created' : 'environment.updated';
  return [{ type, subject: after.id, version: after.version, data: presentEnvironmentToAll(after) }];
};
