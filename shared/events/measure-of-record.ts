import type { DynamoDBRecord } from 'aws-lambda';
import type { Measured } from '#shared/contract/metrics.ts';
import { deploymentFromItem } from '#shared/data/items/deployment-item.ts';
import { repositoryFromItem } from '#shared/data/items/project-item.ts';
import { kindOfItem } from '#shared/data/table/keys.ts';
import { measureDeployment } from '#shared/domain/deployments/measure-deployment.ts';
import { measureComparison } from '#shared/domain/reconcile/measure-comparison.ts';
import { both, imageOf } from './record-images.ts';

/** A measured change, with the ids by which its log line is found. */
export type Measure = {
  readonly message: 'deployment' | 'comparison';
  readonly ids: Readonly<Record<string, string | null>>;
  readonly measured: Measured;
};

/** What the metrics count of a record of the table's stream; null for most records. */
export const measureOfRecord = (record: DynamoDBRecord): Measure | null => {
  const keys = imageOf(record.dynamodb?.Keys);
  const kind = keys === null ? null : kindOfItem({ pk: String(keys.pk), sk: String(keys.sk) });
  if (kind !== 'deployment' && kind !== 'repository') return null;
  const [before, after] = [imageOf(record.dynamodb?.OldImage), imageOf(record.dynamodb?.NewImage)];
  if (kind === 'deployment') {
    const change = both(before, after, deploymentFromItem);
    const measured = measureDeployment(change);
    if (measured === null || change.after === null) return null;
    const { id, projectId, deliveryId } = change.after;
    return { message: 'deployment', ids: { deployment: id, project: projectId, delivery: deliveryId }, measured };
  }
  const change = both(before, after, repositoryFromItem);
  const measured = measureComparison(change);
  if (measured === null || change.after === null) return null;
  return { message: 'comparison', ids: { project: change.after.projectId }, measured };
};
