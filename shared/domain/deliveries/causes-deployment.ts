import type { DecisionOutcome } from '#shared/contract/decision.ts';

/** Whether an outcome creates a deployment that is queued or waits. */
export const causesDeployment = (outcome: DecisionOutcome): boolean => outcome === 'deploy' || outcome === 'hold';
