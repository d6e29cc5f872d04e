import type { Context } from 'aws-lambda';
import { afterEach, expect, it, vi } from 'vitest';
import { getProject } from '#shared/contract/endpoints/projects.ts';
import { Problem } from '#shared/contract/problem.ts';
import { recordDenial } from '#shared/data/audit/record-denial.ts';
import { denialLog } from '#shared/http/denial-log.ts';
import { principal, projectId } from '#test/fixtures/records.ts';
import { eventOf } from './event-of.ts';

vi.mock('#shared/data/audit/record-denial.ts', () => ({ recordDenial: vi.fn() }));

const recorded = vi.mocked(recordDenial);
afterEach(() => {
  recorded.mockReset();
});

const failing = async (error: Error, params: Record<string, string> = { projectId: projectId() }): Promise<void> => {
  const event = { ...eventOf({}), pathParameters: params };
  const log = denialLog(getProject, new WeakMap([[event, principal()]]));
  await log.onError?.({ event, error, response: null, context: {} as Context, internal: {} } as never);
};

it.each([
  ['a missing permission', new Problem('permission_missing', 'x'), 1],
  ['what is hidden or missing', new Problem('not_found', 'x'), 1],
  ['no connected repository', new Problem('repository_not_connected', 'x'), 0],
  ['a conflict', new Problem('conflict', 'x'), 0],
  ['a fault of ours', new Error('x'), 0],
])('records of %s as many denials: %s, %i', async (_, error, count) => {
  recorded.mockResolvedValue();

  await failing(error);

  expect(recorded).toHaveBeenCalledTimes(count);
});

it('records no missing thing that is under no project', async () => {
  await failing(new Problem('not_found', 'x'), {});

  expect(recorded).not.toHaveBeenCalled();
});

it('leaves the answer as it is where the record cannot be written, and says so in the log', async () => {
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  recorded.mockRejectedValue(new Error('the table is away'));

  await failing(new Problem('permission_missing', 'x'));

  expect(written.mock.calls.join()).toContain('denial not recorded');
  written.mockRestore();
});
