import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import type { TestService } from '#test/integration/test-service.ts';

export type StreamRecord = { readonly dynamodb: { readonly SequenceNumber: string } };

/** Everything that the table's stream holds, oldest first, as Lambda hands it to publish-events. */
export const streamRecords = async (service: TestService): Promise<StreamRecord[]> => {
  const key = service.local.accessKey;
  const options = {
    endpoint: service.local.tableEndpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: key, secretAccessKey: key },
  };
  const { Table } = await new DynamoDBClient(options).send(new DescribeTableCommand({ TableName: 'ocore' }));
  const streams = new DynamoDBStreamsClient(options);
  const StreamArn = Table?.LatestStreamArn;
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
  const found: StreamRecord[] = [];
  for (const { ShardId } of StreamDescription?.Shards ?? []) {
    const start = new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' });
    let iterator = (await streams.send(start)).ShardIterator;
    while (iterator !== undefined) {
      const page = await streams.send(new GetRecordsCommand({ ShardIterator: iterator }));
      if (page.Records === undefined || page.Records.length === 0) break;
      for (const record of page.Records) {
        const seconds = (record.dynamodb?.ApproximateCreationDateTime?.getTime() ?? 0) / 1000;
        const dynamodb = { ...record.dynamodb, ApproximateCreationDateTime: seconds };
        found.push({ ...record, dynamodb } as unknown as StreamRecord);
      }
      iterator = page.NextShardIterator;
    }
  }
  return found;
};
