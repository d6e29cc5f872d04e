import * as z from 'zod/mini';

/** An answer of the API, successful or not, without its request. */
export type ApiAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  readonly data: unknown;
};

const Refusal = z.object({
  message: z.string(),
  errors: z.optional(z.array(z.union([z.string(), z.looseObject({ message: z.optional(z.string()) })]))),
});

/** The text of a refusal: its message, then the errors per field. */
export const wordsOf = (answer: ApiAnswer): string => {
  const refusal = Refusal.safeParse(answer.data);
  if (!refusal.success) return '';
  const { message, errors = [] } = refusal.data;
  const more = errors.map((error) => (typeof error === 'string' ? error : (error.message ?? '')));
  return [message, ...more.filter((words) => words !== '')].join(': ');
};

/** Whether the requested object is missing or hidden. */
export const isMissing = (answer: ApiAnswer): boolean => answer.status === 404;

export const header = (answer: ApiAnswer, name: string): string => String(answer.headers[name] ?? '');

/** Ids may exceed the range of a double. Octokit then returns them as BigInt. */
export const Id = z.pipe(
  z.union([z.int().check(z.nonnegative()), z.bigint().check(z.nonnegative())]),
  z.transform(String),
);
