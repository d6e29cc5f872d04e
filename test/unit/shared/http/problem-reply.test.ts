import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Problem } from '#shared/contract/problem.ts';
import { type ProblemCode, problemCodes } from '#shared/contract/problem-code.ts';
import { ProblemDocument } from '#shared/contract/problem-document.ts';
import { problemOf } from '#shared/http/or-throw.ts';
import { problemReply } from '#shared/http/problem-reply.ts';

const url = 'https://ocore.example.com';
const documentOf = (error: unknown) => {
  const reply = problemReply(error, '01J', url);
  return { reply, document: ProblemDocument.parse(JSON.parse(reply.body ?? '')) };
};

describe('problemReply', () => {
  it('is the document of the design', () => {
    const errors = [{ pointer: '#/name', detail: 'must have 1 to 120 characters' }];

    const { reply, document } = documentOf(
      new Problem('validation_failed', 'name: must have 1 to 120 characters.', { errors }),
    );

    expect(document).toEqual({
      type: `${url}/docs/problems/validation_failed`,
      title: 'The request is not valid',
      status: 400,
      detail: 'name: must have 1 to 120 characters.',
      instance: 'urn:ocore:request:01J',
      code: 'validation_failed',
      requestId: '01J',
      errors,
    });
    expect(reply).toMatchObject({
      statusCode: 400,
      headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', 'x-request-id': '01J' },
    });
  });

  it.each(Object.keys(problemCodes) as ProblemCode[])('answers %s with its own status and title', (code) => {
    const { reply, document } = documentOf(new Problem(code, 'Do this.'));

    expect(reply.statusCode).toBe(problemCodes[code].status);
    expect(document).toMatchObject({ code, ...problemCodes[code], detail: 'Do this.' });
  });

  it('names the permission that is missing', () => {
    const problem = new Problem('permission_missing', 'x', { requiredPermission: 'manage:projects' });

    expect(documentOf(problem).document.requiredPermission).toBe('manage:projects');
  });

  it('leaves out what does not apply', () => {
    const { document } = documentOf(new Problem('not_found', 'x'));

    expect(Object.keys(document)).toEqual(['type', 'title', 'status', 'detail', 'instance', 'code', 'requestId']);
  });

  it('sends the seconds until another try as Retry-After', () => {
    const { reply } = documentOf(new Problem('service_unavailable', 'x', { retryAfterSeconds: 1 }));

    expect(reply.headers).toMatchObject({ 'retry-after': '1' });
  });

  it('sends no Retry-After if another try does not help', () => {
    const { reply } = documentOf(new Problem('provider_failed', 'x'));

    expect(reply.headers).not.toHaveProperty('retry-after');
  });

  it('hands on the further headers of a problem', () => {
    const { reply } = documentOf(new Problem('method_not_allowed', 'x', { headers: { allow: 'GET' } }));

    expect(reply.headers).toMatchObject({ allow: 'GET' });
  });

  it('tells nothing of what a problem was caused by', () => {
    const { reply } = documentOf(new Problem('service_unavailable', 'x', { cause: new Error('s3cr3t') }));

    expect(JSON.stringify(reply)).not.toContain('s3cr3t');
  });

  it('makes a bare 500 of whatever is not a problem', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 30 }), fc.constantFrom('error', 'text', 'object'), (text, kind) => {
        const error =
          kind === 'error' ? new Error(text) : kind === 'text' ? text : { code: 'not_found', message: text };
        const { reply, document } = documentOf(error);
        expect(document).toMatchObject({ code: 'internal', status: 500 });
        expect(reply.body).not.toContain(JSON.stringify(text).slice(1, -1));
      }),
    );
  });
});

describe('refused', () => {
  it('makes a problem of a refusal without a field', () => {
    expect(problemOf({ code: 'conflict', detail: 'Wait.' })).toMatchObject({
      code: 'conflict',
      message: 'Wait.',
      errors: [],
    });
  });

  it('puts the field into the sentence of a validation, as the design has it', () => {
    const refusal = { code: 'validation_failed', detail: 'is not known', pointer: '#/environmentId' } as const;

    expect(problemOf(refusal)).toMatchObject({
      message: 'environmentId: is not known.',
      errors: [{ pointer: '#/environmentId', detail: 'is not known' }],
    });
  });

  it('leaves the sentence of any other code as it is', () => {
    const refusal = { code: 'mapping_conflict', detail: 'Choose another.', pointer: '#/priority' } as const;

    expect(problemOf(refusal)).toMatchObject({
      message: 'Choose another.',
      errors: [{ pointer: '#/priority', detail: 'Choose another.' }],
    });
  });
});
