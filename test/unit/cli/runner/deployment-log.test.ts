import { describe, expect, it } from 'vitest';
import { ApiFailure } from '#shared/client/api-failure.ts';
import { DeploymentLog } from '../../../../cli/runner/deployment-log.ts';
import { Redactor } from '../../../../cli/runner/redactor.ts';
import type { LogLine } from '../../../../cli/runner/runner-api.ts';

type Chunk = { readonly seq: number; readonly lines: readonly LogLine[] };

const kept = (limits = { bytes: 10_000, lines: 100, lastLines: 3 }, fail: () => Error | null = () => null) => {
  const chunks: Chunk[] = [];
  const log = new DeploymentLog({
    append: async (seq, lines) => {
      const error = fail();
      if (error !== null) throw error;
      chunks.push({ seq, lines });
    },
    redactor: new Redactor(['a-secret-token']),
    signal: new AbortController().signal,
    limits,
  });
  return { log, chunks, texts: () => chunks.flatMap(({ lines }) => lines.map((line) => line.text)) };
};
const write = (log: DeploymentLog, text: string): void => {
  const reader = log.reader();
  reader.write(Buffer.from(text));
  reader.end();
};

describe('the log of a deployment', () => {
  it('keeps all lines under their numbers, from 1 on', async () => {
    const { log, chunks, texts } = kept({ bytes: 10_000_000, lines: 100_000, lastLines: 3 });

    write(log, Array.from({ length: 2500 }, (_, index) => `line ${index + 1}\n`).join(''));
    await log.end();

    expect(texts()).toHaveLength(2500);
    for (const { seq, lines } of chunks) expect(lines[0]?.text).toBe(`line ${seq}`);
    expect(Math.max(...chunks.map(({ lines }) => lines.length))).toBeLessThanOrEqual(1000);
  });

  it('keeps chunks under 64 KB', async () => {
    const { log, chunks } = kept({ bytes: 10_000_000, lines: 100_000, lastLines: 3 });

    write(log, `${'€'.repeat(3900)}\n`.repeat(100));
    await log.end();

    const sizes = chunks.map(({ lines }) => lines.reduce((sum, line) => sum + Buffer.byteLength(line.text), 0));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(65_536);
  });

  it.each([
    ['lines', { bytes: 1_000_000, lines: 5, lastLines: 2 }, 5],
    ['bytes', { bytes: 40, lines: 1000, lastLines: 2 }, 5],
  ])('leaves the middle out where there are too many %s, and says how much', async (_what, limits, first) => {
    const { log, texts } = kept(limits);

    write(log, Array.from({ length: 20 }, (_, index) => `line ${String(index).padStart(2, '0')}\n`).join(''));
    await log.end();

    expect(texts()).toEqual([
      ...Array.from({ length: first }, (_, index) => `line 0${index}`),
      expect.stringMatching(/^ocore: 13 lines \(104 bytes\) are left out here/),
      'line 18',
      'line 19',
    ]);
  });

  it('leaves nothing out where the end fits', async () => {
    const { log, texts } = kept({ bytes: 1_000_000, lines: 5, lastLines: 3 });

    write(log, '1\n2\n3\n4\n5\n6\n7\n8\n');
    await log.end();

    expect(texts()).toEqual(['1', '2', '3', '4', '5', '6', '7', '8']);
  });

  it('redacts the last lines too', async () => {
    const { log, texts } = kept({ bytes: 1_000_000, lines: 1, lastLines: 2 });

    write(log, '1\n2\n3\n4 a-secret-token\n');
    await log.end();

    expect(texts().at(-1)).toBe('4 [redacted]');
  });

  it('sends a chunk again, under the same number, where that failed in passing', async () => {
    let failures = 1;
    const { log, chunks } = kept(undefined, () => {
      failures -= 1;
      return failures >= 0 ? new ApiFailure('unavailable', { status: 503 }) : null;
    });

    log.say('hello');
    await log.end();

    expect(chunks).toMatchObject([{ seq: 1, lines: [{ text: 'hello' }] }]);
    expect(log.refused).toBeNull();
  });

  it('gives up where the service refuses it for good, without holding anything up', async () => {
    const refusal = new ApiFailure('lease_lost', { status: 409 });
    const { log, chunks } = kept(undefined, () => refusal);

    log.say('hello');
    await log.end();
    log.say('world');
    await log.end();

    expect(chunks).toEqual([]);
    expect(log.refused).toBe(refusal);
  });
});
