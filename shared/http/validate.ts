import * as z from 'zod/mini';
import { type FieldError, Problem } from '#shared/contract/problem.ts';

const pointerOf = (path: readonly PropertyKey[]): string =>
  `#${path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')}`;

const kinds: Record<string, string> = {
  string: 'a text',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
};

const detailOf = (issue: z.core.$ZodIssue): string => {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'is required';
      return `must be ${kinds[issue.expected] ?? `an ${issue.expected}`.replace('an record', 'an object')}`;
    case 'invalid_value':
      return issue.message.startsWith('Invalid') ? `must be one of ${issue.values.join(', ')}` : issue.message;
    default:
      return issue.message;
  }
};

const fieldErrors = (issue: z.core.$ZodIssue): FieldError[] =>
  issue.code === 'unrecognized_keys'
    ? issue.keys.map((key) => ({
        pointer: pointerOf([...issue.path, key.slice(0, 100)]),
        detail: 'is not a field that can be sent here',
      }))
    : [{ pointer: pointerOf(issue.path), detail: detailOf(issue) }];

const maxErrors = 20;

/**
 * Validates a value against a schema of the contract.
 * @param where names the value in messages about the value itself: `body`, `query` or `input`
 * @throws Problem `validation_failed` with one error per field
 */
export const validate = <S extends z.core.$ZodType>(
  schema: S,
  value: unknown,
  where: 'body' | 'query' | 'input',
): z.output<S> => {
  const parsed = z.safeParse(schema, value, { reportInput: true });
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.flatMap(fieldErrors).slice(0, maxErrors);
  const name = (error: FieldError): string => (error.pointer === '#' ? `the ${where}` : error.pointer.slice(2));
  throw new Problem('validation_failed', `${errors.map((error) => `${name(error)}: ${error.detail}`).join('; ')}.`, {
    errors,
  });
};
