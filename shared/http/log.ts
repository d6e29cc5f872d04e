import { meteredStage } from '#shared/config/stage.ts';
import type { Measured } from '#shared/contract/metrics.ts';
import { metricLine } from './metric-line.ts';

type Value = string | number | boolean | null;
type Fields = Readonly<Record<string, Value>>;

/**
 * Writes one JSON line. Callers name each field and never pass objects through, so that no header, body or secret is
 * logged. It goes to standard error, because `npm start` uses standard output for its own answer.
 * @param measured what CloudWatch counts of it; where no stage is set, as with `npm start`, that is left out
 */
export const log = (
  level: 'info' | 'warn' | 'error',
  message: string,
  fields: Fields,
  measured: Measured | null = null,
): void => {
  const stage = measured === null ? undefined : meteredStage();
  const entry = { level, message, ...fields };
  const line =
    measured === null || stage === undefined ? JSON.stringify(entry) : metricLine(entry, stage, measured, Date.now());
  process.stderr.write(`${line}\n`);
};

/** Writes a line that exists only for its metrics. `npm start` writes none. */
export const measure = (message: string, fields: Fields, measured: Measured): void => {
  if (meteredStage() !== undefined) log('info', message, fields, measured);
};

/** Codes of the operating system and of Node, such as ECONNREFUSED: a fixed list that holds no value. */
const systemCode = /^E[A-Z][A-Z0-9_]{1,60}$/;

/**
 * The name and the stack frames of an error, without its message, which may quote a value. Only the message of
 * AccessDeniedException is included: it names the action and the resource that the role lacks.
 */
export const errorFields = (error: unknown): Record<string, string> => {
  if (!(error instanceof Error)) return { error: typeof error };
  // A line of the message can look like a stack frame, so the message is cut off first.
  const stack = error.stack ?? '';
  const end = stack.indexOf(error.message) + error.message.length;
  const frames = stack
    .slice(stack.includes(error.message) ? end : 0)
    .split('\n')
    .filter((line) => /^ {4}at .+:\d+:\d+\)?$/.test(line));
  const cause = error.cause instanceof Error ? { cause: error.cause.name } : {};
  const code = 'code' in error && typeof error.code === 'string' && systemCode.test(error.code);
  return {
    error: error.name,
    ...(code ? { errorCode: String(error.code) } : {}),
    ...(error.name === 'AccessDeniedException' ? { denied: error.message.slice(0, 500) } : {}),
    at: frames
      .slice(0, 6)
      .map((line) => line.trim())
      .join(' | '),
    ...cause,
  };
};
