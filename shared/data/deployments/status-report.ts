import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { keys } from '#shared/data/table/keys.ts';
import { table } from '#shared/data/table/table.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';

/**
 * Notes how the commit status of a deployment was taken at the provider, and nothing else of it: its version stays, so
 * that no other write fails over the note. @returns false where the deployment has moved on, or is gone, since it was read
 */
export const saveStatusReport = async (
  deployment: DeploymentRecord,
  report: NonNullable<DeploymentRecord['statusReport']>,
): Promise<boolean> => {
  const { client, name } = table();
  try {
    await client.send(
      new UpdateCommand({
        TableName: name,
        Key: keys.deployment(deployment.organizationId, deployment.projectId, deployment.id),
        UpdateExpression: 'SET statusReport = :report',
        ConditionExpression: '#version = :version AND #status = :status',
        ExpressionAttributeNames: { '#version': 'version', '#status': 'status' },
        ExpressionAttributeValues: {
          ':report': report,
          ':version': deployment.version,
          ':status': deployment.status,
        },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
};
