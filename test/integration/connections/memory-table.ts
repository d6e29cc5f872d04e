import {
  type CancellationReason,
  ConditionalCheckFailedException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import {
  BatchWriteCommand,
  type BatchWriteCommandInput,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { conditionHolds } from './condition.ts';

export type MemoryItem = Readonly<Record<string, unknown>>;

/** A write with its condition, as all kinds of writes have it. */
type Write = {
  readonly key: string;
  /** Undefined removes it, `unchanged` leaves it. */
  readonly item: MemoryItem | 'unchanged' | undefined;
  readonly condition: string | undefined;
  readonly names: Record<string, string> | undefined;
  readonly values: Record<string, unknown> | undefined;
};

type Kinds = NonNullable<TransactWriteCommandInput['TransactItems']>[number];
type PutInput = NonNullable<Kinds['Put']>;
type DeleteInput = NonNullable<Kinds['Delete']>;
type CheckInput = NonNullable<Kinds['ConditionCheck']>;

const bytes = (text: unknown): Buffer => Buffer.from(String(text));
const keyOf = (key: Record<string, unknown> | undefined): string => JSON.stringify([key?.pk, key?.sk]);

/** A copy without what is undefined, as the document client sends it. */
const copied = (item: Record<string, unknown> | undefined): MemoryItem =>
  JSON.parse(JSON.stringify(item ?? {})) as MemoryItem;

const putOf = (input: PutInput): Write => ({
  key: keyOf(input.Item),
  item: copied(input.Item),
  condition: input.ConditionExpression,
  names: input.ExpressionAttributeNames,
  values: input.ExpressionAttributeValues,
});

const deleteOf = (input: DeleteInput): Write => ({
  key: keyOf(input.Key),
  item: undefined,
  condition: input.ConditionExpression,
  names: input.ExpressionAttributeNames,
  values: input.ExpressionAttributeValues,
});

const checkOf = (input: CheckInput): Write => ({
  key: keyOf(input.Key),
  item: 'unchanged',
  condition: input.ConditionExpression,
  names: input.ExpressionAttributeNames,
  values: input.ExpressionAttributeValues,
});

const writeOf = (kinds: Kinds): Write => {
  if (kinds.Put !== undefined) return putOf(kinds.Put);
  if (kinds.Delete !== undefined) return deleteOf(kinds.Delete);
  if (kinds.ConditionCheck !== undefined) return checkOf(kinds.ConditionCheck);
  throw new Error('The memory table knows Put, Delete and ConditionCheck in a transaction.');
};

const metadata = { $metadata: {} };

/**
 * A DynamoDB table in memory that behaves as one does: conditions, transactions that write all or nothing, consistent
 * reads, and the index `gsi1`, which lags behind nothing. It knows the commands that connections need.
 */
export class MemoryTable {
  readonly #items = new Map<string, MemoryItem>();

  /** Every item. */
  items(): readonly MemoryItem[] {
    return [...this.#items.values()];
  }

  put(item: MemoryItem): void {
    this.#items.set(keyOf(item), copied(item));
  }

  /** Executes a command of the document client at once. @throws the SDK's own exceptions */
  send(command: object): Record<string, unknown> {
    if (command instanceof GetCommand) {
      const item = this.#items.get(keyOf(command.input.Key));
      return item === undefined ? {} : { Item: structuredClone(item) };
    }
    if (command instanceof QueryCommand) return this.#query(command.input);
    if (command instanceof PutCommand) return this.#write(putOf(command.input));
    if (command instanceof DeleteCommand) return this.#write(deleteOf(command.input));
    if (command instanceof UpdateCommand) return this.#update(command.input);
    if (command instanceof BatchWriteCommand) return this.#writeMany(command.input);
    if (command instanceof TransactWriteCommand) return this.#transact(command.input);
    throw new Error(`The memory table does not know ${command.constructor.name}.`);
  }

  #holds({ key, condition, names = {}, values = {} }: Write): boolean {
    return condition === undefined || conditionHolds({ text: condition, names, values }, this.#items.get(key));
  }

  #apply({ key, item }: Write): void {
    if (item === undefined) this.#items.delete(key);
    else if (item !== 'unchanged') this.#items.set(key, item);
  }

  #write(write: Write): Record<string, unknown> {
    if (!this.#holds(write)) {
      throw new ConditionalCheckFailedException({ ...metadata, message: 'The conditional request failed' });
    }
    this.#apply(write);
    return {};
  }

  #update(input: UpdateCommandInput): Record<string, unknown> {
    const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} } = input;
    const sets = /^SET ((?:#\w+ = :\w+(?:, )?)+)$/.exec(input.UpdateExpression ?? '')?.[1];
    if (sets === undefined) throw new Error('The memory table knows only updates that set whole fields.');
    const fields = sets.split(', ').map((set) => {
      const [name = '', value = ''] = set.split(' = ');
      return [names[name] ?? name, values[value]] as const;
    });
    const before = this.#items.get(keyOf(input.Key)) ?? input.Key;
    const item = copied({ ...before, ...Object.fromEntries(fields) });
    return this.#write({ key: keyOf(input.Key), item, condition: input.ConditionExpression, names, values });
  }

  #writeMany({ RequestItems = {} }: BatchWriteCommandInput): Record<string, unknown> {
    for (const { PutRequest, DeleteRequest } of Object.values(RequestItems).flat()) {
      if (PutRequest !== undefined) this.put(PutRequest.Item ?? {});
      if (DeleteRequest !== undefined) this.#items.delete(keyOf(DeleteRequest.Key));
    }
    return {};
  }

  #transact({ TransactItems = [] }: TransactWriteCommandInput): Record<string, unknown> {
    const writes = TransactItems.map(writeOf);
    if (new Set(writes.map(({ key }) => key)).size < writes.length) {
      throw new Error('A transaction cannot hold two writes of one item.');
    }
    const held = writes.map((write) => this.#holds(write));
    if (held.includes(false)) {
      const reasons = held.map((holds): CancellationReason => ({ Code: holds ? 'None' : 'ConditionalCheckFailed' }));
      throw new TransactionCanceledException({ ...metadata, message: 'Cancelled', CancellationReasons: reasons });
    }
    for (const write of writes) this.#apply(write);
    return {};
  }

  #query(input: QueryCommandInput): Record<string, unknown> {
    if (input.FilterExpression !== undefined || input.ExclusiveStartKey !== undefined) {
      throw new Error('The memory table knows neither filters nor pages.');
    }
    const isIndex = input.IndexName === 'gsi1';
    const order = isIndex ? ['gsi1sk', 'pk', 'sk'] : ['sk'];
    const expression = {
      text: input.KeyConditionExpression ?? '',
      names: input.ExpressionAttributeNames ?? {},
      values: input.ExpressionAttributeValues ?? {},
    };
    const found = this.items()
      .filter((item) => (!isIndex || item.gsi1sk !== undefined) && conditionHolds(expression, item))
      .sort((one, other) => {
        for (const name of order) {
          const sign = Buffer.compare(bytes(one[name]), bytes(other[name]));
          if (sign !== 0) return sign;
        }
        return 0;
      });
    if (input.ScanIndexForward === false) found.reverse();
    return { Items: structuredClone(found.slice(0, input.Limit ?? found.length)) };
  }
}
