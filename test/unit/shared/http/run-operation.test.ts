import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { createProject } from '#shared/contract/endpoints/projects.ts';
import { claimIdempotency, releaseIdempotency } from '#shared/data/audit/idempotency.ts';
import type { RequestContext } from '#shared/http/request-context.ts';
import { runOperation } from '#shared/http/run-operation.ts';

vi.mock('#shared/data/audit/idempotency.ts');

let log: string;
beforeEach(() => {
  log = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    log += String(chunk);
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

describe('a workflow under an Idempotency-Key', () => {
  it('that fails throws its own error where the key cannot be released either, which is logged', async () => {
    vi.mocked(claimIdempotency).mockResolvedValue(true);
    vi.mocked(releaseIdempotency).mockRejectedValue(new RangeError('the table is gone'));
    const mutation = { principal: { organization: { id: 'org_1' } }, idempotency: {}, now: '' };
    const context = { requestId: 'req-1', mutation } as unknown as RequestContext<typeof createProject>;
    const cause = new TypeError('the first fault');

    const run = runOperation(context, () => Promise.reject(cause), {
      replay: () => Promise.reject(new Error('There is nothing to replay.')),
      workflow: { resourceId: () => 'prj_1' },
    });

    await expect(run).rejects.toBe(cause);
    expect(JSON.parse(log)).toMatchObject({ message: 'idempotency key kept', requestId: 'req-1', error: 'RangeError' });
  });
});
