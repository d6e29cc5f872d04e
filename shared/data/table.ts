import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { loadConfig } from '../config/load-config.ts';

type Table = { readonly client: DynamoDBDocumentClient; readonly name: string };

let opened: Table | undefined;

/** The one document client of an execution environment, and the table's name. */
export const table = (): Table => {
  opened ??= {
    client: DynamoDBDocumentClient.from(
      new DynamoDBClient({ requestHandler: { connectionTimeout: 2000, requestTimeout: 5000 } }),
      { marshallOptions: { removeUndefinedValues: true } },
    ),
    name: loadConfig(['TABLE_NAME']).TABLE_NAME,
  };
  return opened;
};
