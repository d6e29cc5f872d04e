import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiFailure } from '#shared/client/api-failure.ts';
import type { ProblemDocument } from '#shared/contract/problem-document.ts';
import { print, say } from '../../../cli/output.ts';
import { sayFailure } from '../../../cli/say-failure.ts';
import { UsageError } from '../../../cli/usage-error.ts';

let stdout: string;
let stderr: string;

beforeEach(() => {
  stdout = '';
  stderr = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    stdout += String(chunk);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    stderr += String(chunk);
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
});

const document: ProblemDocument = {
  type: 'https://ocore.example.com/docs/problems/validation_failed',
  title: 'The request is not valid',
  status: 400,
  detail: 'name: must have 1 to 120 characters.',
  instance: 'urn:ocore:request:01J',
  code: 'validation_failed',
  requestId: '01J',
};
const failed = (change: Partial<ProblemDocument> = {}): ApiFailure =>
  new ApiFailure('x', { status: 400, problem: { ...document, ...change } });

describe('print and say', () => {
  it('keep data on standard output and words on standard error', () => {
    print('prj_1');
    say('Created.');

    expect(stdout).toBe('prj_1\n');
    expect(stderr).toBe('Created.\n');
  });
});

describe('sayFailure', () => {
  it('shows title, detail, code and request id of a problem', () => {
    sayFailure(failed(), false);

    expect(stderr).toBe(
      'ocore: The request is not valid. name: must have 1 to 120 characters.\n  code: validation_failed   request: 01J\n',
    );
  });

  it('does not repeat the title where the detail begins with it', () => {
    const detail = 'No repository is connected to this project. Connect one.';

    sayFailure(failed({ title: 'No repository is connected', detail }), false);

    expect(stderr).toMatch(/^ocore: No repository is connected to this project\. Connect one\.\n/);
  });

  it('lists the fields where several are at fault', () => {
    const errors = [
      { pointer: '#/name', detail: 'is required' },
      { pointer: '#/type', detail: 'must be a text' },
    ];

    sayFailure(failed({ errors }), false);

    expect(stderr).toContain('\n  name: is required\n  type: must be a text\n');
  });

  it('does not repeat the field where one is at fault: the detail names it', () => {
    sayFailure(failed({ errors: [{ pointer: '#/name', detail: 'must have 1 to 120 characters' }] }), false);

    expect(stderr.match(/must have 1 to 120 characters/g)?.length).toBe(1);
  });

  it('shows the whole problem as one line of JSON where it was asked for', () => {
    sayFailure(failed(), true);

    expect(stderr.trimEnd()).not.toContain('\n');
    expect(JSON.parse(stderr)).toEqual(document);
  });

  it('shows the sentence of a failure without a problem', () => {
    sayFailure(new ApiFailure('http://x does not answer.', { status: 0 }), false);

    expect(stderr).toBe('ocore: http://x does not answer.\n');
  });

  it('says where the token comes from where none was sent', () => {
    sayFailure(new ApiFailure('No token was sent.', { status: 401 }), false);

    expect(stderr).toBe('ocore: No token was sent.\nSign in with ocore login, or set OCORE_TOKEN to an API key.\n');
  });

  it.each([
    ['no answer', new ApiFailure('It does not answer.', { status: 0 }), { code: 'unreachable', status: 0 }],
    [
      'a 401 of the gateway',
      new ApiFailure('No token was sent.', { status: 401 }),
      { code: 'unauthenticated', status: 401 },
    ],
    [
      'a 500 of the gateway',
      new ApiFailure('The service answered 500.', { status: 500 }),
      { code: 'internal', status: 500 },
    ],
    [
      'a 429 of the gateway',
      new ApiFailure('Too many requests.', { status: 429 }),
      { code: 'rate_limited', status: 429 },
    ],
    [
      'a 503 of the gateway',
      new ApiFailure('It does not answer in time.', { status: 503 }),
      { code: 'service_unavailable', status: 503 },
    ],
    ['a wrong command line', new UsageError('Give --name.'), { code: 'usage' }],
    ['an unexpected error', new Error('Something broke.'), { code: 'failed' }],
  ])('shows %s as a document where JSON was asked for', (_what, error, document) => {
    sayFailure(error, true);

    expect(JSON.parse(stderr)).toEqual({ ...document, detail: error.message });
  });

  it.each([
    ['an error', new Error('Something broke.'), 'ocore: Something broke.\n'],
    ['a text', 'broken', 'ocore: broken\n'],
  ])('shows %s without a stack', (_what, error, shown) => {
    sayFailure(error, false);

    expect(stderr).toBe(shown);
  });

  it('leaves standard output to data', () => {
    sayFailure(failed(), false);
    sayFailure(failed(), true);
    sayFailure(new Error('x'), true);

    expect(stdout).toBe('');
  });
});
