import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const minute = 60_000;
let isRepeated: (operation: string, status: number, runner: string, nowMs: number) => boolean;

beforeEach(async () => {
  vi.stubEnv('OCORE_LOCAL', 'true');
  vi.resetModules();
  ({ isRepeatedIdleClaim: isRepeated } = await import('#shared/http/idle-claims.ts'));
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('an idle claim', () => {
  it('is logged once a minute for each runner', () => {
    const times = [0, 1, minute - 1, minute, minute + 1, 2 * minute];

    expect(times.map((now) => isRepeated('claimDeployment', 204, 'one', now))).toEqual([
      false,
      true,
      true,
      false,
      true,
      false,
    ]);
    expect(isRepeated('claimDeployment', 204, 'other', 1)).toBe(false);
  });

  it('is logged each time on AWS', () => {
    vi.stubEnv('OCORE_LOCAL', undefined);

    expect([0, 1].map((now) => isRepeated('claimDeployment', 204, 'one', now))).toEqual([false, false]);
  });

  it('of very many runners is remembered in bounded memory', () => {
    for (let runner = 0; runner < 1000; runner += 1) isRepeated('claimDeployment', 204, `runner ${runner}`, 0);

    isRepeated('claimDeployment', 204, 'one more', 0);

    expect(isRepeated('claimDeployment', 204, 'runner 0', 0)).toBe(false);
  });
});

describe('another request', () => {
  it.each([
    ['a claim that got work', 'claimDeployment', 200],
    ['a claim that failed', 'claimDeployment', 500],
    ['another operation without a body', 'completeDeployment', 204],
  ])('is always logged: %s', (_what, operation, status) => {
    expect([0, 1].map((now) => isRepeated(operation, status, 'one', now))).toEqual([false, false]);
  });
});
