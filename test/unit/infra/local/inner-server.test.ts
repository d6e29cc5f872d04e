import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AwsFault } from '#infra/local/aws-fault.ts';
import { startInnerServer } from '#infra/local/inner-server.ts';
import { call } from '#test/call.ts';

const accessKey = `OCORE${'0'.repeat(32)}`;
const headers = { authorization: `AWS4-HMAC-SHA256 Credential=${accessKey}/x`, 'x-amz-target': 'broken.DoIt' };
let inner: Awaited<ReturnType<typeof startInnerServer>>;
let thrown: unknown;
let log: string;

beforeEach(async () => {
  log = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    log += String(chunk);
    return true;
  });
  const handle = (): never => {
    throw thrown;
  };
  inner = await startInnerServer({ targets: { broken: { handle } }, functions: {} }, accessKey);
});
afterEach(() => {
  inner.server.close();
  vi.restoreAllMocks();
});

const ask = () => call({ port: Number(new URL(inner.endpoint).port) }, 'POST', '/', { body: {}, headers });

describe('an inner service', () => {
  it('that fails answers 500, and one log line tells why without the message', async () => {
    thrown = new TypeError('s3cr3t');

    const { status } = await ask();

    expect(status).toBe(500);
    expect(JSON.parse(log)).toMatchObject({ message: 'inner service', status: 500, target: 'broken.DoIt' });
    expect(log).toMatch(/"reason":"TypeError at .+inner-server\.test\.ts/);
    expect(log).not.toContain('s3cr3t');
  });

  it('that refuses is no fault: nothing is logged', async () => {
    thrown = new AwsFault('ValidationException', 'No.');

    const { status } = await ask();

    expect([status, log]).toEqual([400, '']);
  });

  it.each([
    ['no key', {}],
    ['another key', { authorization: `AWS4-HMAC-SHA256 Credential=OCORE${'1'.repeat(32)}/x` }],
    ['a part of the key', { authorization: 'AWS4-HMAC-SHA256 Credential=OCORE/x' }],
  ])('refuses %s before it reads what is asked', async (_what, authorization) => {
    const options = { body: {}, headers: { 'x-amz-target': 'broken.DoIt', ...authorization } };

    const { status } = await call({ port: Number(new URL(inner.endpoint).port) }, 'POST', '/', options);

    expect(status).toBe(403);
  });

  it('invokes no function for another key', async () => {
    const path = `/OCORE${'1'.repeat(32)}/2015-03-31/functions/f/invocations`;

    const { status } = await call({ port: Number(new URL(inner.endpoint).port) }, 'POST', path, { body: {} });

    expect(status).toBe(403);
  });
});
