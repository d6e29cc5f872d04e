type Value = string | number | boolean | null;

/**
 * Writes one JSON line. Callers name each field: nothing is logged by passing an object through, so that no header, body
 * or secret can come along. Standard error, since locally standard output belongs to the product's own answer.
 */
export const log = (
  level: 'info' | 'warn' | 'error',
  message: string,
  fields: Readonly<Record<string, Value>>,
): void => {
  process.stderr.write(`${JSON.stringify({ level, message, ...fields })}\n`);
};

/** Codes of the operating system and of Node, such as ECONNREFUSED: a fixed list that holds no value. */
const systemCode = /^E[A-Z][A-Z0-9_]{1,60}$/;

/**
 * The name of an error and where it happened, without its message, which may quote a value. What a role may not do is
 * told whole: it names an action and a resource, and whoever runs the service needs just that.
 */
export const errorFields = (error: unknown): Record<string, string> => {
  if (!(error instanceof Error)) return { error: typeof error };
  // A line of the message can look like a frame: the message is cut off first, and a frame ends with its place.
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
