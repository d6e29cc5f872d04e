import { LocalFailure } from './local-failure.ts';

/** Codes of the operating system and of Node, such as ECONNREFUSED. */
const systemCode = /^E[A-Z][A-Z0-9_]{1,60}$/;

/** Where an error was made: its first frame. The message is cut off first, since a line of it can look like one. */
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
 * Writes the one line that tells why this process answers with a fault of its own. Only the message of a LocalFailure is
 * written for people and quotes no secret: of any other error the line tells its name, its code and its place.
 */
export const logFault = (message: string, fields: Fields, error: unknown): void =>
  writeLine('error', message, fields, causeOf(error));

/** Writes the one line that tells why this process refuses a request. */
export const logRefusal = (message: string, fields: Fields, reason: string): void =>
  writeLine('warn', message, fields, reason);
