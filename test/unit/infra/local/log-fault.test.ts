import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LocalFailure } from '#infra/local/local-failure.ts';
import { logFault } from '#infra/local/log-fault.ts';

let written: string[] = [];
beforeEach(() => {
  written = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    written.push(String(chunk));
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

const reasonOf = (error: unknown): unknown => {
  logFault('gateway', { status: 500 }, error);
  return (JSON.parse(written.at(-1) ?? '') as Record<string, unknown>).reason;
};

describe('the log line of a fault', () => {
  it('tells a sentence that was written for people whole, in one line', () => {
    expect(reasonOf(new LocalFailure('one\ntwo'))).toBe('one\ntwo');
    expect(written[0]?.indexOf('\n')).toBe((written[0]?.length ?? 0) - 1);
  });

  it('tells name, code and place of any other error', () => {
    expect(reasonOf(Object.assign(new TypeError('x'), { code: 'ECONNRESET' }))).toMatch(
      /^TypeError ECONNRESET at .+log-fault\.test\.ts:\d+:\d+\)?$/,
    );
  });

  it('tells no code that could be a value', () => {
    expect(reasonOf(Object.assign(new Error('x'), { code: 's3cr3t' }))).not.toContain('s3cr3t');
  });

  it('tells the type of what is no error', () => {
    expect(reasonOf('s3cr3t')).toBe('a thrown string');
  });

  it('bears an error without a stack', () => {
    const error = new Error('s3cr3t');
    delete error.stack;

    expect(reasonOf(error)).toBe('Error');
  });

  it('never tells a message, whatever it holds: lines, frames, or the word Error', () => {
    const parts = fc.array(
      fc.constantFrom('\n', '    at ', 'Error', ': ', ' (a.ts:1:2)', '\n    at s3cr3t (a.ts:1:2)\n'),
    );
    fc.assert(
      fc.property(parts, (text) => {
        expect(reasonOf(new Error(`${text.join('')}s3cr3t`))).not.toContain('s3cr3t');
      }),
      { numRuns: 200 },
    );
  });
});
