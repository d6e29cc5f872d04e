import { describe, expect, it } from 'vitest';
import type { CompleteBody } from '#shared/contract/runner.ts';
import { completeDeployment } from '#shared/domain/deployments/complete-deployment.ts';

const running = { commitSha: 'a'.repeat(40), startedAt: '2026-11-29T10:00:00.000Z' };
const end = (body: Partial<CompleteBody>) => {
  const ended = completeDeployment(running, { lease: 'l', status: 'failed', ...body }, '2026-11-29T10:01:00.000Z');
  return ended.ok ? ended.value : null;
};

describe('the end of a deployment', () => {
  it('that failed without a reason has its error message as one, which lists and environments show', () => {
    expect(end({ errorMessage: 'No space left.' })).toMatchObject({
      statusReason: 'No space left.',
      errorMessage: 'No space left.',
    });
  });

  it.each([
    ['that failed for a reason keeps it', { statusReason: 'So it is.', errorMessage: 'boom' }, 'So it is.'],
    ['that failed without a word has none', { errorMessage: '' }, null],
    ['that succeeded has no reason of a message', { status: 'succeeded', errorMessage: 'A warning.' }, null],
  ] as const)('%s', (_name, body, statusReason) => {
    expect(end(body)).toMatchObject({ statusReason });
  });

  it('that was cancelled keeps the reason of the request', () => {
    expect(end({ status: 'cancelled', errorMessage: 'Stopped.' })).not.toHaveProperty('statusReason');
  });
});
