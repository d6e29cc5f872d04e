import type { Part, UnreadReason } from '#shared/contract/service-status.ts';

/** A part was read, but its content is wrong. */
export class InvalidPart extends Error {
  override readonly name = 'InvalidPart';
}

const denied = /^(AccessDenied|AuthorizationError|NotAuthorized|KMSAccessDenied|KmsAccessDenied|UnauthorizedOperation)/;
const throttled = /Throttl|TooManyRequests|RequestLimitExceeded|LimitExceeded/;
const missing = /NotFound|NonExistent|QueueDoesNotExist/;

const reasonOf = (error: Error): UnreadReason => {
  if (error instanceof InvalidPart) return 'invalid';
  if (denied.test(error.name)) return 'denied';
  if (throttled.test(error.name)) return 'throttled';
  return missing.test(error.name) ? 'missing' : 'failed';
};

/**
 * Reads one part of the status. If that fails, the failure takes the place of the part, and the other parts are still read.
 */
export const readPart = async <T>(read: () => Promise<T>): Promise<Part<T>> => {
  try {
    return { state: 'read', value: await read() };
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    const detail = error instanceof InvalidPart ? error.message : `${error.name}: ${error.message}`;
    return { state: 'unread', reason: reasonOf(error), detail };
  }
};

/** A part that does not exist where the service runs. @param detail what there is in its place */
export const absent = (detail: string): Part<never> => ({ state: 'absent', detail });
