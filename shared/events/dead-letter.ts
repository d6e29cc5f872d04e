import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBRecord } from 'aws-lambda';

let client: SQSClient | undefined;

/** SQS takes 256 KB a message; an item can have 400 KB, and a record holds two images of it. */
const mostCharacters = 200_000;

/**
 * Puts a record of the table's stream aside, of which no events can be made however often it is tried: with its contents,
 * where they fit, since the stream forgets them after 24 hours.
 * @throws what SQS answers: the record has to be read again then
 */
export const buryRecord = async (queueUrl: string, record: DynamoDBRecord, reason: string): Promise<void> => {
  client ??= new SQSClient({ requestHandler: { connectionTimeout: 2000, requestTimeout: 5000 } });
  const whole = JSON.stringify({ reason, record });
  const { Keys, SequenceNumber } = record.dynamodb ?? {};
  const brief = JSON.stringify({ reason, record: { ...record, dynamodb: { Keys, SequenceNumber } } });
  const MessageBody = whole.length <= mostCharacters ? whole : brief;
  await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));
};
