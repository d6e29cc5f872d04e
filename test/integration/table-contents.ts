import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  ScanCommand,
} from '@aws-sdk/lib-dynamodb';
import type { TestService } from '#test/integration/test-service.ts';

export type TableItem = Record<string, unknown> & { readonly pk: string; readonly sk: string };

const tableName = 'ocore';

/** Looks at the table past the service, with a client of its own, so that no fault of a test reaches it. */
export class TableContents {
  readonly #client: DynamoDBDocumentClient;

  constructor(service: TestService) {
    const key = service.local.accessKey;
    this.#client = DynamoDBDocumentClient.from(
      new DynamoDBClient({
        endpoint: service.local.tableEndpoint,
        region: 'eu-central-1',
        credentials: { accessKeyId: key, secretAccessKey: key },
      }),
    );
  }

  /** Every item, by key; those that `wanted` names where it is given. */
  async items(wanted: (item: TableItem) => boolean = () => true): Promise<TableItem[]> {
    const found: TableItem[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const page = await this.#client.send(
        new ScanCommand({ TableName: tableName, ExclusiveStartKey: start, ConsistentRead: true }),
      );
      found.push(...((page.Items ?? []) as TableItem[]).filter(wanted));
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return found.sort((one, other) => (`${one.pk} ${one.sk}` < `${other.pk} ${other.sk}` ? -1 : 1));
  }

  /** One item, or undefined. */
  async item(pk: string, sk: string): Promise<TableItem | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: tableName, Key: { pk, sk }, ConsistentRead: true }),
    );
    return Item as TableItem | undefined;
  }

  /** Every item as text, the same for the same contents. */
  async texts(): Promise<string[]> {
    const sorted = (_name: string, value: unknown): unknown =>
      value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype
        ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
        : value;
    return (await this.items()).map((item) => JSON.stringify(item, sorted));
  }

  /** What is left of projects, wherever it is kept, but their audit records: those outlive them. */
  ofProjects(...projectIds: readonly string[]): Promise<TableItem[]> {
    return this.items((item) => {
      if (item.pk.includes('#AUDIT#')) return false;
      const text = JSON.stringify(item);
      return projectIds.some((id) => text.includes(id));
    });
  }

  /** Writes items as they are. */
  async put(items: readonly Record<string, unknown>[]): Promise<void> {
    for (let start = 0; start < items.length; start += 25) {
      const requests = items.slice(start, start + 25).map((Item) => ({ PutRequest: { Item } }));
      await this.#client.send(new BatchWriteCommand({ RequestItems: { [tableName]: requests } }));
    }
  }

  /** Removes items, as their TTL does. */
  async remove(doomed: (item: TableItem) => boolean): Promise<void> {
    for (const { pk, sk } of await this.items(doomed)) {
      await this.#client.send(new DeleteCommand({ TableName: tableName, Key: { pk, sk } }));
    }
  }
}
