import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Problem } from '#shared/contract/problem.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { ConditionFailed } from '#shared/data/table/transact.ts';

const refusedBy = (...labels: string[]): ConditionFailed => new ConditionFailed(new Set(labels), null);

/** Work that fails with these errors one after the other and then succeeds. */
const failing = (...errors: Error[]) => {
  let runs = 0;
  const work = async (): Promise<string> => {
    const error = errors[runs];
    runs += 1;
    if (error !== undefined) throw error;
    return 'done';
  };
  return { work, runs: () => runs };
};

beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe('optimistic', () => {
  it.each(['project', 'repository', 'environment env_1', 'pending dep_1'])(
    'begins again where another writer was faster at the %s',
    async (label) => {
      const { work, runs } = failing(refusedBy(label));

      expect(await retryOnVersionConflict(work)).toBe('done');
      expect(runs()).toBe(2);
    },
  );

  it('begins again where one of several conditions was a version', async () => {
    const { work, runs } = failing(refusedBy('audit', 'project'));

    await retryOnVersionConflict(work);

    expect(runs()).toBe(2);
  });

  it.each([
    ['a name that is taken', refusedBy('name')],
    ['a key that was used', refusedBy('idempotency')],
    ['a key that was used, whose first request changed the version', refusedBy('idempotency', 'project')],
    ['a problem', new Problem('conflict', 'x')],
    ['a failure', new Error('x')],
  ])('hands %s on at once', async (_what, error) => {
    const { work, runs } = failing(error);

    await expect(retryOnVersionConflict(work)).rejects.toBe(error);
    expect(runs()).toBe(1);
  });

  it('gives up after eight tries as service_unavailable, with the cause', async () => {
    const errors = Array.from({ length: 20 }, () => refusedBy('project'));
    const { work, runs } = failing(...errors);

    const failure = await retryOnVersionConflict(work).catch((error: unknown) => error);

    expect(failure).toMatchObject({ code: 'service_unavailable', cause: errors[7] });
    expect(runs()).toBe(8);
  });
});
