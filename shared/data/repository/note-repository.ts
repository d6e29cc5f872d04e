import { type Condition, ifAll, ifEqual } from '#shared/data/table/conditions.ts';
import { keys } from '#shared/data/table/keys.ts';
import { setFieldsIf } from '#shared/data/table/set-fields-if.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';

type Connection = Pick<RepositoryRecord, 'organizationId' | 'projectId' | 'connectionId'>;

/** Sets fields of a connection without its version, so that no other write is refused because of it. */
const note = async (
  { organizationId, projectId, connectionId }: Connection,
  fields: Partial<Pick<RepositoryRecord, 'lastValidation' | 'lastRejectedAt'>>,
  ...conditions: readonly Condition[]
): Promise<void> => {
  const condition = ifAll(ifEqual('connectionId', connectionId), ...conditions);
  // Where the connection is another one by now, or somebody else has noted it, nothing is written.
  await setFieldsIf(keys.repository(organizationId, projectId), fields, condition);
};

/** Stores the result of a validation that changes nothing else of the connection. */
export const noteValidation = (
  connection: Connection,
  lastValidation: NonNullable<RepositoryRecord['lastValidation']>,
): Promise<void> => note(connection, { lastValidation });

const intervalMs = 600_000;
const maxKnown = 1000;
/** When this process last tried to note a rejection of a webhook, in milliseconds; the oldest first. */
const noted = new Map<string, number>();

/** Whether a webhook may be noted now. Of more webhooks than it can remember, a process notes none. */
const remember = (webhook: string, atMs: number): boolean => {
  const isRecent = (time: number | undefined): boolean => time !== undefined && atMs - time < intervalMs;
  if (isRecent(noted.get(webhook))) return false;
  noted.delete(webhook);
  const [oldest] = noted;
  if (noted.size >= maxKnown && oldest !== undefined) {
    if (isRecent(oldest[1])) return false;
    noted.delete(oldest[0]);
  }
  noted.set(webhook, atMs);
  return true;
};

/**
 * Notes that a delivery of the present webhook was refused because of its signature. Strangers can send such deliveries, so
 * each process tries this at most once in 10 minutes for each webhook, even if the try fails.
 * Source: docs/design/deciding-a-push.md, "Rejected deliveries".
 * @param hook with a proved id
 * @param at RFC 3339
 */
export const noteRejection = async (
  hook: Connection & Pick<RepositoryRecord, 'generation'>,
  at: string,
): Promise<void> => {
  const atMs = Date.parse(at);
  if (!remember(`${hook.connectionId}/${hook.generation}`, atMs)) return;
  await note(hook, { lastRejectedAt: at }, ifEqual('generation', hook.generation), {
    ConditionExpression: '(attribute_not_exists(lastRejectedAt) OR lastRejectedAt <= :before)',
    ExpressionAttributeValues: { ':before': new Date(atMs - intervalMs).toISOString() },
  });
};
