import type { Outcome } from '#shared/contract/decision.ts';

/** Whether an outcome of a delivery means that a deployment is queued, or waits. */
export const deploys = (outcome: Outcome): boolean => outcome === 'deploy' || outcome === 'hold';
