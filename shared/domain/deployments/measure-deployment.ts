import type { Measured } from '#shared/contract/metrics.ts';
import type { Change } from '#shared/domain/change.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';

const msBetween = (from: string, to: string): number => Math.max(0, Date.parse(to) - Date.parse(from));

/**
 * What the metrics count of a changed deployment: its new status and, when it starts, how long it was queued. Null without a
 * new status.
 */
export const measureDeployment = ({ before, after }: Change<DeploymentRecord>): Measured | null => {
  if (after === null || before?.status === after.status) return null;
  const { status, createdAt, approvedAt, startedAt } = after;
  const isClaimed = status === 'running' && startedAt !== null;
  return {
    values: {
      Deployments: 1,
      ...(isClaimed ? { TimeToClaim: msBetween(approvedAt ?? createdAt, startedAt) } : {}),
    },
    by: { outcome: status },
  };
};
