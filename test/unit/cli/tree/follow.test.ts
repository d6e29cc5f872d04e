import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClient } from '#shared/client/client.ts';
import { exitCodes } from '../../../../cli/exit-codes.ts';
import { follow, resultOf } from '../../../../cli/tree/follow.ts';

let stderr: string;

beforeEach(() => {
  stderr = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    stderr += String(chunk);
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
});

const params = { projectId: 'prj_1', deploymentId: 'dep_1' };
const json = (body: object): Response => new Response(JSON.stringify(body), { status: 200 });

/** Follows a deployment through these states; null: the service does not answer. */
const followed = async (states: readonly (string | null)[], lines: readonly string[] = []) => {
  const left = [...states];
  const seen: string[] = [];
  const answer = (address: string): Response => {
    if (address.includes('/logs')) {
      const after = Number(new URL(address).searchParams.get('after'));
      const rest = lines.map((text, index) => ({ seq: index + 1, at: 'x', text })).slice(after);
      return json({ lines: rest, lastSeq: lines.length, nextCursor: lines.length });
    }
    const state = left.shift() ?? null;
    if (state === null) throw new TypeError('fetch failed');
    return json({ id: 'dep_1', status: state, waitsFor: ['approval'], errorMessage: null });
  };
  const client = createClient({
    baseUrl: 'http://127.0.0.1:1',
    token: 'x',
    fetch: async (address) => answer(String(address)),
    sleep: async () => undefined,
  });
  const ended = await follow({ client, params, onLine: (line) => seen.push(line.text), sleep: async () => undefined });
  return { status: ended.status, seen };
};

describe('following a deployment', () => {
  it('tells each state once and each line once', async () => {
    const { status, seen } = await followed(['waiting', 'queued', 'queued', 'running', 'succeeded'], ['one', 'two']);

    expect(status).toBe('succeeded');
    expect(seen).toEqual(['one', 'two']);
    expect(stderr.match(/ocore: [a-z ]+(?= \()/g)).toEqual([
      'ocore: waiting for approval',
      'ocore: queued',
      'ocore: running',
      'ocore: succeeded',
    ]);
  });

  it('survives a lost connection, and says so once', async () => {
    const lost = Array.from({ length: 9 }, () => null);

    const { status } = await followed(['running', ...lost, 'failed']);

    expect(status).toBe('failed');
    expect(stderr.match(/Asking again/g)).toHaveLength(1);
    expect(stderr).toContain('the service answers again');
  });

  it.each([
    ['succeeded', exitCodes.ok],
    ['failed', exitCodes.deploymentFailed],
    ['cancelled', exitCodes.cancelled],
    ['superseded', exitCodes.cancelled],
    ['waiting', null],
    ['queued', null],
    ['running', null],
  ] as const)('means %s as %s', (status, expected) => {
    expect(resultOf(status)).toBe(expected);
  });
});
