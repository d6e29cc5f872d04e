import type { Mutation } from '#shared/data/audit/mutation.ts';
import { endPendingWrite } from '#shared/data/items/deployment-item.ts';
import { environmentWrite } from '#shared/data/items/environment-item.ts';
import type { Write } from '#shared/data/table/transact.ts';
import { changedBy } from '#shared/domain/actor.ts';
import { summaryOf } from '#shared/domain/deployments/deployment-slot.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';

/** The last deployment to end, once everything queued or waiting is cancelled. */
const cancelledOf = ({ pending, lastDeployment }: EnvironmentRecord, reason: string, now: string) =>
  pending === null
    ? lastDeployment
    : summaryOf({ ...pending, status: 'cancelled', statusReason: reason, waitsFor: [], completedAt: now });

/**
 * The writes that cancel everything queued or waiting. Each environment gets a new version, so that a delivery that was
 * decided before this fails its condition.
 */
export const cancelPendingWrites = (
  environments: readonly EnvironmentRecord[],
  reason: string,
  { now, principal }: Pick<Mutation, 'now' | 'principal'>,
): Write[] =>
  environments.flatMap((environment) => [
    environmentWrite({
      ...environment,
      pending: null,
      lastDeployment: cancelledOf(environment, reason, now),
      ...changedBy(principal, now),
      version: environment.version + 1,
    }),
    ...(environment.pending === null
      ? []
      : [
          endPendingWrite(environment.organizationId, environment.projectId, environment.pending.id, {
            transition: 'cancel',
            reason,
            supersededBy: null,
            now,
            cancelledBy: principal,
          }),
        ]),
  ]);
