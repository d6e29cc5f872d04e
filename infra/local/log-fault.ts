import { LocalFailure } from './local-failure.ts';

/** Codes of the operating system and of Node, such as ECONNREFUSED. */
const systemCode = /^E[A-Z][A-Z0-9_]{1,60}$/;

/** The first stack frame of an error. The message is cut off first, because a line of it can look like a frame. */
const placeOf = ({ stack = '', message }: Error): string =>
  stack
    .slice(Math.max(0, stack.indexOf(message)) + (stack.includes(message) ? message.length : 0))
    .split('\n')
    .find((line) => /^ {4}at .+:\d+:\d+\)?$/.test(line))
    ?.trim() ?? '';

const causeOf = (error: unknown): string => {
  if (error instanceof LocalFailure) return error.message;
  if (!(error instanceof Error)) return `a thrown ${typeof error}`;
  const code = 'code' in error && typeof error.code === 'string' && systemCode.test(error.code) ? ` ${error.code}` : '';
  return `${error.name}${code} ${placeOf(error)}`.trim();
};

type Fields = Readonly<Record<string, string | number>>;

const writeLine = (level: 'warn' | 'error', message: string, fields: Fields, reason: string): void => {
  process.stderr.write(`${JSON.stringify({ level, message, ...fields, reason })}\n`);
};

/**
 * Writes a log line about a fault of this process. Only a LocalFailure's message is included, because it quotes no
 * secret. For any other error the line holds name, code and stack frame.
 */
export const logFault = (message: string, fields: Fields, error: unknown): void =>
  writeLine('error', message, fields, causeOf(error));

/** Writes a log line that explains why a request was refused. */
export const logRefusal = (message: string, fields: Fields, reason: string): void =>
  writeLine('warn', message, fields, reason);
