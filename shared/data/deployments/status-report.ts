import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ifAll, ifEqual, ifVersion } from '#shared/data/table/conditions.ts';
import { keys } from '#shared/data/table/keys.ts';
import { setFields } from '#shared/data/table/set-fields.ts';
import { table } from '#shared/data/table/table.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';

/**
 * Stores the result of reporting a commit status. The deployment's version stays, so that no other write fails because
 * of it.
 * @returns false if the deployment has changed or was deleted since it was read
 */
export const saveStatusReport = async (
  deployment: DeploymentRecord,
  report: NonNullable<DeploymentRecord['statusReport']>,
): Promise<boolean> => {
  const { client, name } = table();
  const condition = ifAll(ifVersion(deployment.version), ifEqual('status', deployment.status));
  try {
    await client.send(
      new UpdateCommand({
        TableName: name,
        Key: keys.deployment(deployment.organizationId, deployment.projectId, deployment.id),
        ...setFields({ statusReport: report }, condition, { raisesVersion: false }),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
};
