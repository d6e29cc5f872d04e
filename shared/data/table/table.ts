import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { loadConfig } from '#shared/config/load-config.ts';
import { refusedWrite } from './refused-write.ts';
import { repeatConflicts } from './repeat-conflicts.ts';

type Table = { readonly client: DynamoDBDocumentClient; readonly name: string };

let opened: Table | undefined;

/** Single writes. A transaction has refusals of its own (transact.ts). */
const plainWrites: readonly (string | undefined)[] = ['PutItemCommand', 'UpdateItemCommand'];

/**
 * A client that repeats a call which meets a transaction on its item, and whose single writes throw `RefusedWrite` if the
 * table does not accept their values.
 */
const open = (): DynamoDBDocumentClient => {
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({ requestHandler: { connectionTimeout: 2000, requestTimeout: 5000 } }),
    { marshallOptions: { removeUndefinedValues: true } },
  );
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        try {
          return await repeatConflicts(() => next(args));
        } catch (error) {
          throw (plainWrites.includes(commandName) ? refusedWrite(error) : null) ?? error;
        }
      },
    { step: 'initialize', name: 'refused-and-conflicting-writes' },
  );
  return client;
};

/** The document client of the execution environment, and the table's name. */
export const table = (): Table => {
  opened ??= { client: open(), name: loadConfig(['TABLE_NAME']).TABLE_NAME };
  return opened;
};
