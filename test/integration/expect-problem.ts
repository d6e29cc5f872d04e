import { expect } from 'vitest';
import * as z from 'zod';
import type { ProblemCode } from '#shared/contract/problem-code.ts';
import { problemCodes } from '#shared/contract/problem-code.ts';
import { ProblemDocument } from '#shared/contract/problem-document.ts';
import type { Answer } from '#test/call.ts';

const Document = z.strictObject(ProblemDocument.shape);

/** Holds an answer to what every non-2xx of ours is: a whole problem document that agrees with its status and headers. */
export const expectSomeProblem = (answer: Answer): ProblemDocument => {
  expect(answer.headers['content-type'], answer.text).toBe('application/problem+json');
  const problem = Document.parse(answer.json);
  expect(problem.status).toBe(answer.status);
  expect(problemCodes[problem.code]).toEqual({ status: answer.status, title: problem.title });
  expect(problem.requestId).toBe(answer.headers['x-request-id']);
  expect(problem.instance).toBe(`urn:ocore:request:${problem.requestId}`);
  expect(problem.type).toMatch(new RegExp(`^http://[^/]+/docs/problems/${problem.code}$`));
  expect(problem.detail).not.toBe('');
  return problem;
};

/** Holds an answer to one problem code, and to the fields at fault where they are named. */
export const expectProblem = (answer: Answer, code: ProblemCode, pointers?: readonly string[]): ProblemDocument => {
  const problem = expectSomeProblem(answer);
  expect(problem.code, answer.text).toBe(code);
  if (pointers !== undefined) expect((problem.errors ?? []).map((error) => error.pointer)).toEqual(pointers);
  return problem;
};
