import { describe, expect, it } from 'vitest';
import { awsFailureOf } from '../../../cli/aws-failure.ts';

const missing = 'There is no such function.';
const thrown = (name: string, message: string, more: object = {}): Error =>
  Object.assign(new Error(message), { name, ...more });
const refused = (name: string, httpStatusCode: number, message = 'No'): Error =>
  thrown(name, message, { $metadata: { httpStatusCode } });

describe('awsFailureOf', () => {
  it.each([
    ['no region', thrown('Error', 'Region is missing'), 2, 'No AWS region is set.'],
    [
      'no credentials',
      thrown('CredentialsProviderError', 'Could not load.'),
      4,
      'no AWS credentials (Could not load).',
    ],
    ['an expired session', thrown('TokenProviderError', 'Token is expired.'), 4, '(Token is expired).'],
    ['expired credentials', refused('ExpiredTokenException', 403), 4, 'AWS does not accept the credentials (No).'],
    ['credentials of another account', refused('UnrecognizedClientException', 403), 4, 'Sign in again'],
    [
      'a missing permission',
      refused('AccessDeniedException', 403, 'may not x.'),
      5,
      'AWS does not permit it: may not x.',
    ],
    ['a resource that is not there', refused('ResourceNotFoundException', 404), 6, missing],
    ['too many requests', refused('TooManyRequestsException', 429), 8, 'Try again.'],
    ['throttling', refused('ThrottlingException', 400), 8, 'Try again.'],
    ['a fault of AWS', refused('ServiceException', 500), 8, 'Try again.'],
    [
      'a refused connection',
      thrown('Error', '', { code: 'ECONNREFUSED' }),
      8,
      'AWS does not answer: it refuses the connection.',
    ],
    ['a timeout', thrown('TimeoutError', 'late'), 8, 'AWS does not answer in time.'],
    ['another refusal', refused('InvalidParameterValueException', 400), 1, 'AWS refused the call: No (Invalid'],
    ['no error at all', 'broken', 8, 'AWS does not answer'],
  ])('explains %s', (_what, error, exitCode, words) => {
    const failure = awsFailureOf(error, missing);

    expect(failure.exitCode).toBe(exitCode);
    expect(failure.message).toContain(words);
  });

  it('keeps what was thrown as its cause', () => {
    const error = thrown('Error', 'Region is missing');

    expect(awsFailureOf(error, missing).cause).toBe(error);
  });
});
