import type { Deployment } from '#shared/contract/deployment.ts';
import { statusWords, triggerWords } from '../ui/status.tsx';
import { durationWords } from '../ui/times.ts';
import { requester } from './words.ts';

/** A step in the life of a deployment. `at` is null where its time is not known, or has not come. */
export type Step = {
  readonly name: string;
  readonly at: string | null;
  readonly detail: string | null;
  readonly state: 'done' | 'now' | 'bad';
};

const startedStep = ({ startedAt, runner, status, createdAt }: Deployment): readonly Step[] => {
  if (startedAt === null) return [];
  const waited = durationWords(Date.parse(startedAt) - Date.parse(createdAt));
  const detail = `${runner === null ? 'A runner' : `The runner ${runner}`} took it after ${waited}.`;
  return [{ name: 'Started', at: startedAt, detail, state: status === 'running' ? 'now' : 'done' }];
};

const endWords = ({ status, cancelledBy, cancelledByName, cancelReason, durationMs }: Deployment): string | null => {
  const who = cancelledByName ?? cancelledBy;
  const parts = [
    ...(durationMs === null ? [] : [`It took ${durationWords(durationMs)}.`]),
    ...(status === 'cancelled' && who !== null ? [`Cancelled by ${who}.`] : []),
    ...(status === 'cancelled' && cancelReason !== null ? [cancelReason] : []),
  ];
  return parts.length === 0 ? null : parts.join(' ');
};

/** What has not ended, and nobody works at yet. */
const openStep = ({ status, waitsFor }: Deployment): readonly Step[] => {
  if (status === 'waiting') return [{ name: statusWords(status, waitsFor), at: null, detail: null, state: 'now' }];
  if (status !== 'queued') return [];
  return [{ name: 'Queued', at: null, detail: 'The runner of the environment takes it next.', state: 'now' }];
};

const endStep = (deployment: Deployment): readonly Step[] => {
  const { status, completedAt } = deployment;
  if (status === 'waiting' || status === 'queued' || status === 'running') return [];
  const state = status === 'failed' ? 'bad' : 'done';
  return [{ name: statusWords(status), at: completedAt, detail: endWords(deployment), state }];
};

/** The life of a deployment, in order: requested, approved, started, ended. */
export const stepsOf = (deployment: Deployment): readonly Step[] => {
  const { createdAt, trigger, approvedAt, approvedBy, approvedByName } = deployment;
  const origin = `By ${triggerWords[trigger]} (${requester(deployment)}).`;
  return [
    { name: 'Requested', at: createdAt, detail: origin, state: 'done' },
    ...(approvedAt === null
      ? []
      : [{ name: 'Approved', at: approvedAt, detail: `By ${approvedByName ?? approvedBy}.`, state: 'done' } as const]),
    ...startedStep(deployment),
    ...openStep(deployment),
    ...endStep(deployment),
  ];
};
