import * as z from 'zod/mini';

/** An answer of the API, good or bad, without the request that it answers. */
export type ApiAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  readonly data: unknown;
};

const Refusal = z.object({
  message: z.string(),
  errors: z.optional(z.array(z.union([z.string(), z.looseObject({ message: z.optional(z.string()) })]))),
});

/** What a refusal says: its message, then what is wrong field by field. */
export const wordsOf = (answer: ApiAnswer): string => {
  const refusal = Refusal.safeParse(answer.data);
  if (!refusal.success) return '';
  const { message, errors = [] } = refusal.data;
  const more = errors.map((error) => (typeof error === 'string' ? error : (error.message ?? '')));
  return [message, ...more.filter((words) => words !== '')].join(': ');
};

/** Whether what was asked for is not there, or hidden. */
export const isMissing = (answer: ApiAnswer): boolean => answer.status === 404;

export const header = (answer: ApiAnswer, name: string): string => String(answer.headers[name] ?? '');

/** Ids are numbers that may outgrow a double: octokit then reads them as big integers. */
export const Id = z.pipe(
  z.union([z.int().check(z.nonnegative()), z.bigint().check(z.nonnegative())]),
  z.transform(String),
);
