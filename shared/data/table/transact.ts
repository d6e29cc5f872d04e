import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactionInProgressException,
} from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { Problem } from '#shared/contract/problem.ts';
import { fullJitter, retry } from '#shared/retry/retry.ts';
import { RefusedWrite, refusedWrite } from './refused-write.ts';
import { shrinkItems } from './shrink-items.ts';
import { table } from './table.ts';

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];
type WithoutTable<T> = T extends { TableName?: unknown } ? Omit<T, 'TableName'> : never;

/** One write of a transaction. The label shows which condition failed. */
export type Write = {
  readonly label: string;
} & {
  readonly [Kind in keyof TransactItem]?: WithoutTable<NonNullable<TransactItem[Kind]>>;
};

/** The most writes that one transaction takes. */
export const maxWrites = 100;

/** A condition of the transaction failed, which callers expect and handle. `labels` names the refused writes. */
export class ConditionFailed extends Error {
  override readonly name = 'ConditionFailed';
  readonly labels: ReadonlySet<string>;
  /** The conflicting items by label, if the write asked for them, in DynamoDB's own format. */
  readonly items: ReadonlyMap<string, unknown>;

  constructor(labels: ReadonlySet<string>, cause: unknown, items: ReadonlyMap<string, unknown> = new Map()) {
    super(`The transaction was refused by: ${[...labels].join(', ')}`, { cause });
    this.labels = labels;
    this.items = items;
  }
}

/** Another transaction held an item, or capacity ran out. The same writes may succeed a moment later. */
export class Contention extends Error {
  override readonly name = 'Contention';
}

const attempts = 6;

/** The pause after an attempt that another writer or a throttled table spoilt, in milliseconds. */
export const backoff = fullJitter(25, 1000);

/** Ends the attempts with the problem `service_unavailable`. @param seconds after which the caller may try again */
export const tooBusy =
  (detail: string, seconds = 1) =>
  (cause: unknown): never => {
    throw new Problem('service_unavailable', detail, { retryAfterSeconds: seconds, cause });
  };

/** Whether the same request may succeed a moment later. */
export const isContention = (error: unknown): error is Contention => error instanceof Contention;

const withTable = (write: Write, name: string): TransactItem => {
  const { Put, Update, Delete, ConditionCheck } = write;
  if (Put !== undefined) return { Put: { ...Put, TableName: name } };
  if (Update !== undefined) return { Update: { ...Update, TableName: name } };
  if (Delete !== undefined) return { Delete: { ...Delete, TableName: name } };
  return ConditionCheck === undefined ? {} : { ConditionCheck: { ...ConditionCheck, TableName: name } };
};

const send = async (writes: readonly Write[]): Promise<void> => {
  const { client, name } = table();
  try {
    await client.send(new TransactWriteCommand({ TransactItems: writes.map((write) => withTable(write, name)) }));
  } catch (error) {
    if (error instanceof TransactionInProgressException) throw new Contention('in progress', { cause: error });
    const refused = refusedWrite(error);
    if (refused !== null) throw refused;
    if (!(error instanceof TransactionCanceledException)) throw error;
    const labels = new Set<string>();
    const items = new Map<string, unknown>();
    for (const [index, reason] of (error.CancellationReasons ?? []).entries()) {
      const label = writes[index]?.label ?? String(index);
      if (reason.Code !== 'ConditionalCheckFailed') continue;
      labels.add(label);
      items.set(label, reason.Item);
    }
    if (labels.size > 0) throw new ConditionFailed(labels, error, items);
    throw new Contention('conflict or capacity', { cause: error });
  }
};

/** Makes room in the items that a refused transaction was to change. @returns whether to send it again */
const makeRoom = async (writes: readonly Write[]): Promise<boolean> => {
  try {
    return await shrinkItems(writes.flatMap(({ Update }) => (Update?.Key === undefined ? [] : [Update.Key])));
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    throw new Contention('an item changed while it was made smaller', { cause: error });
  }
};

/**
 * Sends a transaction, with a new ClientRequestToken. If an item would become too large because of texts from a version
 * without limits, these are cut and the transaction is sent again.
 * @throws ConditionFailed if a condition failed; Contention if it may be repeated; RefusedWrite if the table does not
 * accept the values
 */
export const transactOnce = async (writes: readonly Write[]): Promise<void> => {
  try {
    await send(writes);
  } catch (error) {
    if (!(error instanceof RefusedWrite) || !(await makeRoom(writes))) throw error;
    await send(writes);
  }
};

/**
 * Writes a transaction. Conflicts and missing capacity are retried with a new command and full jitter, because the SDK
 * retries neither.
 * Source: docs/design/single-table.md, "Transactions".
 * @throws ConditionFailed; Problem `service_unavailable` if the retries are used up
 */
export const transact = (writes: readonly Write[]): Promise<void> =>
  retry(() => transactOnce(writes), {
    attempts,
    retries: isContention,
    pauseMs: backoff,
    giveUp: tooBusy('Too many changes of the same data at once. Try again in a moment.'),
  });
