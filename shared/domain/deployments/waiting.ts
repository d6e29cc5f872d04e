import type { Wait } from '#shared/contract/deployment.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';

/** 7 days. Source: docs/design/deployments.md, "Approvals". */
const approvalMs = 7 * 86_400_000;

const sentence = ({ name, paused }: Pick<EnvironmentRecord, 'name' | 'paused'>, wait: Wait): string =>
  wait === 'pause' ? `${name} is paused: ${paused?.reason ?? ''}` : `${name} needs an approval.`;

type WaitingFields<S> = Pick<DeploymentRecord, 'statusReason' | 'waitsFor' | 'approvalUntil'> & { readonly status: S };

/**
 * The status fields of a deployment that waits for these things. The deadline for an approval starts when only the
 * approval is missing.
 * @param now RFC 3339
 */
export const heldFields = (
  environment: Pick<EnvironmentRecord, 'name' | 'paused'>,
  waitsFor: readonly [Wait, ...Wait[]],
  now: string,
): WaitingFields<'waiting'> => {
  const first = waitsFor.find((wait) => wait === 'pause') ?? waitsFor[0];
  return {
    status: 'waiting',
    statusReason: sentence(environment, first),
    waitsFor,
    approvalUntil: first === 'approval' ? new Date(Date.parse(now) + approvalMs).toISOString() : null,
  };
};

/**
 * The status fields of a deployment that may have to wait; `queued` if the list is empty.
 * @param queuedReason the status reason if it is queued
 * @param now RFC 3339
 */
export const waitingFields = (
  environment: Pick<EnvironmentRecord, 'name' | 'paused'>,
  [first, ...others]: readonly Wait[],
  queuedReason: string | null,
  now: string,
): WaitingFields<'queued' | 'waiting'> =>
  first === undefined
    ? { status: 'queued', statusReason: queuedReason, waitsFor: [], approvalUntil: null }
    : heldFields(environment, [first, ...others], now);

/**
 * Whether a pause holds a deployment: automatic ones only, never those that a person starts.
 * Source: docs/design/deployments.md, "Pauses".
 */
export const heldByPause = (trigger: DeploymentRecord['trigger']): boolean =>
  trigger !== 'manual' && trigger !== 'redeploy' && trigger !== 'promotion';
