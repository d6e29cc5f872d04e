import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { createProject } from '#shared/contract/endpoints/projects.ts';
import { Problem } from '#shared/contract/problem.ts';
import { claimIdempotency, readIdempotency, releaseIdempotency } from '#shared/data/audit/idempotency.ts';
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

describe('an operation that is repeated under its Idempotency-Key', () => {
  const reply = { status: 200, body: { secret: 'of the first answer' }, version: 1, headers: {} };
  const idempotency = { fingerprint: 'f' };
  const context = {
    requestId: 'req-1',
    mutation: { principal: { organization: { id: 'org_1' } }, idempotency, now: '' },
  } as unknown as RequestContext<typeof createProject>;
  const repeat = (refusal: Error) =>
    runOperation(context, () => Promise.reject(refusal), { replay: async () => reply as never });

  beforeEach(() => {
    vi.mocked(readIdempotency).mockResolvedValue({
      fingerprint: 'f',
      status: 201,
      resourceId: 'prj_1',
      startedAt: '',
    });
  });

  it('gets the first answer where the first run caused the refusal', async () => {
    const again = await repeat(new Problem('name_taken', 'x'));

    expect(again).toMatchObject({ status: 201, headers: { 'idempotency-replayed': 'true' } });
  });

  it.each(['not_found', 'permission_missing', 'unauthenticated'] as const)(
    'gets no earlier answer where it is %s by now',
    async (code) => {
      const refusal = new Problem(code, 'x');

      await expect(repeat(refusal)).rejects.toBe(refusal);
    },
  );

  it('is refused where the key was sent with another body', async () => {
    vi.mocked(readIdempotency).mockResolvedValue({
      fingerprint: 'another',
      status: 201,
      resourceId: 'prj_1',
      startedAt: '',
    });

    await expect(repeat(new Problem('name_taken', 'x'))).rejects.toMatchObject({ code: 'idempotency_mismatch' });
  });
});
