import { describe, expect, it } from 'vitest';
import { ApiFailure } from '#shared/client/api-failure.ts';
import { AwsFailure } from '../../../cli/aws-failure.ts';
import { exitCodeOf } from '../../../cli/exit-code.ts';
import { exitCodeHelp } from '../../../cli/exit-code-help.ts';
import { exitCodes } from '../../../cli/exit-codes.ts';
import { UsageError } from '../../../cli/usage-error.ts';

describe('exitCodeOf', () => {
  // docs/design/api-conventions.md, "Exit codes of the CLI"
  it.each([
    [400, 2],
    [401, 4],
    [403, 5],
    [404, 6],
    [405, 1],
    [409, 7],
    [412, 7],
    [413, 2],
    [415, 1],
    [422, 7],
    [429, 8],
    [500, 8],
    [502, 8],
    [503, 8],
    [0, 8],
    [200, 1],
  ])('answers status %i with %i', (status, code) => {
    expect(exitCodeOf(new ApiFailure('x', { status }))).toBe(code);
  });

  it('answers a failure of AWS with the code that it carries', () => {
    expect(exitCodeOf(new AwsFailure('x', exitCodes.notPermitted, null))).toBe(5);
  });

  it('answers a wrong command line with 2', () => {
    expect(exitCodeOf(new UsageError('x'))).toBe(2);
  });

  it.each([[new Error('x')], ['x'], [null], [undefined], [{ status: 404 }]])('answers %j with 1', (error) => {
    expect(exitCodeOf(error)).toBe(1);
  });

  it('never calls a failure a success', () => {
    for (let status = 0; status < 600; status += 1) {
      expect(exitCodeOf(new ApiFailure('x', { status }))).not.toBe(exitCodes.ok);
    }
  });
});

describe('exitCodeHelp', () => {
  it('explains every code', () => {
    const explained = [...exitCodeHelp.matchAll(/^ {2}(\d+) /gm)].map((match) => Number(match[1]));

    expect(explained).toEqual(Object.values(exitCodes).sort((one, other) => one - other));
  });
});
