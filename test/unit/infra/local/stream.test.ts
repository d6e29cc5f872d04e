import { DescribeStreamCommand, DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
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
