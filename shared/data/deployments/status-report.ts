import { ifAll, ifEqual, ifVersion } from '#shared/data/table/conditions.ts';
import { keys } from '#shared/data/table/keys.ts';
import { setFieldsIf } from '#shared/data/table/set-fields-if.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';

/**
 * Stores the result of reporting a commit status. The deployment's version stays, so that no other write fails because
 * of it.
 * @returns false if the deployment has changed or was deleted since it was read
 */
export const saveStatusReport = (
  deployment: DeploymentRecord,
  report: NonNullable<DeploymentRecord['statusReport']>,
): Promise<boolean> => {
  const key = keys.deployment(deployment.organizationId, deployment.projectId, deployment.id);
  const condition = ifAll(ifVersion(deployment.version), ifEqual('status', deployment.status));
  return setFieldsIf(key, { statusReport: report }, condition);
};
