import { AsyncLocalStorage } from 'node:async_hooks';
import * as z from 'zod';
import { table } from '#shared/data/table/table.ts';

const running = new AsyncLocalStorage<string>();

/** Runs a function of the service, so that its writes are known as its own. For a mock of the function registry. */
export const asFunction = <T>(file: string, work: () => Promise<T>): Promise<T> => running.run(file, work);

export type FunctionWrite = { readonly file: string; readonly action: string; readonly pk: string };

// Depending on the step, a value stands there as it is or as DynamoDB writes it.
const Pk = z.looseObject({ pk: z.union([z.string(), z.object({ S: z.string() }).transform(({ S }) => S)]) });
const Single = z.looseObject({ Item: Pk.optional(), Key: Pk.optional() });
const Transaction = z.looseObject({
  TransactItems: z.array(
    z.looseObject({ Put: Single.optional(), Update: Single.optional(), Delete: Single.optional() }),
  ),
});
const Batch = z.looseObject({
  RequestItems: z.record(
    z.string(),
    z.array(z.looseObject({ PutRequest: Single.optional(), DeleteRequest: Single.optional() })),
  ),
});

const write = (action: string, single: z.infer<typeof Single> | undefined): Omit<FunctionWrite, 'file'>[] => {
  const pk = single?.Item?.pk ?? single?.Key?.pk;
  return pk === undefined ? [] : [{ action, pk }];
};

/** The writes of a command, each with the action that its role needs. */
const writesOf = (command: string, input: unknown): readonly Omit<FunctionWrite, 'file'>[] => {
  switch (command) {
    case 'PutItemCommand':
    case 'UpdateItemCommand':
    case 'DeleteItemCommand':
      return write(command.replace('Command', ''), Single.parse(input));
    case 'TransactWriteItemsCommand':
      return Transaction.parse(input).TransactItems.flatMap(({ Put, Update, Delete }) => [
        ...write('PutItem', Put),
        ...write('UpdateItem', Update),
        ...write('DeleteItem', Delete),
      ]);
    case 'BatchWriteItemCommand':
      return Object.values(Batch.parse(input).RequestItems)
        .flat()
        .flatMap(({ PutRequest, DeleteRequest }) => write('BatchWriteItem', PutRequest ?? DeleteRequest));
    default:
      return [];
  }
};

type Send = (args: { readonly input: unknown }) => Promise<unknown>;

/** Collects what the functions of this process write from now on. */
export const collectWrites = (): readonly FunctionWrite[] => {
  const writes: FunctionWrite[] = [];
  const middleware =
    (next: Send, context: { commandName?: string }): Send =>
    (args) => {
      const file = running.getStore();
      if (file !== undefined) {
        for (const one of writesOf(context.commandName ?? '', args.input)) writes.push({ ...one, file });
      }
      return next(args);
    };
  table().client.middlewareStack.add(middleware as never, { step: 'initialize', priority: 'high' } as never);
  return writes;
};
