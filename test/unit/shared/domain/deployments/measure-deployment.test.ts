import { expect, it } from 'vitest';
import { measureDeployment } from '#shared/domain/deployments/measure-deployment.ts';
import { deploymentRecord } from '#test/fixtures/records.ts';

const queued = deploymentRecord({ status: 'queued', createdAt: '2026-11-29T10:00:00.000Z', approvedAt: null });
const running = { ...queued, status: 'running', startedAt: '2026-11-29T10:00:07.500Z' } as const;

it('a new status counts once', () => {
  expect(measureDeployment({ before: null, after: queued })).toEqual({
    values: { Deployments: 1 },
    by: { outcome: 'queued' },
  });
});

it('a claim tells how long the deployment was queued', () => {
  expect(measureDeployment({ before: queued, after: running })).toEqual({
    values: { Deployments: 1, TimeToClaim: 7500 },
    by: { outcome: 'running' },
  });
});

it('one that waited for an approval was queued from then on', () => {
  const approvedAt = '2026-11-29T10:00:06.000Z';

  const measured = measureDeployment({ before: { ...queued, approvedAt }, after: { ...running, approvedAt } });

  expect(measured?.values.TimeToClaim).toBe(1500);
});

it('no new status, and no deployment any more, count nothing', () => {
  expect(measureDeployment({ before: running, after: { ...running, errorMessage: 'x' } })).toBeNull();
  expect(measureDeployment({ before: running, after: null })).toBeNull();
});
