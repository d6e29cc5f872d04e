import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, it } from 'vitest';
import { ephemeralState } from '#infra/local/state-directory.ts';
import { LocalStream } from '#infra/local/stream.ts';

it('A pass over the stream that failed does not fail the next one', async () => {
  const client = mockClient(DynamoDBStreamsClient);
  client
    .on(DescribeStreamCommand)
    .rejectsOnce(new Error('no engine yet'))
    .resolves({ StreamDescription: { Shards: [] } });
  const stream = new LocalStream(new DynamoDBStreamsClient({ region: 'eu-central-1' }), 'arn', ephemeralState(), 1);

  await expect(stream.drain()).rejects.toThrow('no engine yet');

  expect(await stream.drain()).toBe(0);
});

const shards = { StreamDescription: { Shards: [{ ShardId: 'shard' }] } };

it('A pass that follows another asks for records alone', async () => {
  const client = mockClient(DynamoDBStreamsClient);
  client.on(DescribeStreamCommand).resolves(shards);
  client.on(GetShardIteratorCommand).resolves({ ShardIterator: 'first' });
  client.on(GetRecordsCommand).resolves({ Records: [], NextShardIterator: 'next' });
  const stream = new LocalStream(new DynamoDBStreamsClient({ region: 'eu-central-1' }), 'arn', ephemeralState(), 1);
  await stream.drain();
  client.resetHistory();

  await stream.drain();

  expect(client.calls().map(({ args }) => args[0].input)).toEqual([{ ShardIterator: 'next', Limit: 100 }]);
});

it.each([
  ['is refused', new Error('expired')],
  ['ends with its shard', null],
])('An iterator that %s is looked up again, with the shards', async (_, refused) => {
  const client = mockClient(DynamoDBStreamsClient);
  client.on(DescribeStreamCommand).resolves(shards);
  client.on(GetShardIteratorCommand).resolves({ ShardIterator: 'iterator' });
  const records = client.on(GetRecordsCommand);
  if (refused === null) records.resolves({ Records: [] });
  else records.rejects(refused);
  const stream = new LocalStream(new DynamoDBStreamsClient({ region: 'eu-central-1' }), 'arn', ephemeralState(), 1);

  for (let pass = 0; pass < 2; pass += 1) await stream.drain().catch((error: unknown) => expect(error).toBe(refused));

  expect(client.commandCalls(DescribeStreamCommand)).toHaveLength(2);
  expect(client.commandCalls(GetShardIteratorCommand)).toHaveLength(2);
});
