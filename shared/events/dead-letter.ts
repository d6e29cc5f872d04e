import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBRecord } from 'aws-lambda';

let client: SQSClient | undefined;

/** SQS takes 256 KB per message. A record holds two images of an item, which can have 400 KB each. */
const maxCharacters = 200_000;

/**
 * Sends an unreadable record of the table's stream to the dead-letter queue. The content is included if it fits,
 * because the stream keeps it for only 24 hours.
 * @param error why no event could be made of it
 * @throws the error of SQS; the record must then be read again
 */
export const sendToDeadLetters = async (queueUrl: string, record: DynamoDBRecord, error: unknown): Promise<void> => {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  client ??= new SQSClient({ requestHandler: { connectionTimeout: 2000, requestTimeout: 5000 } });
  const whole = JSON.stringify({ reason, record });
  const { Keys, SequenceNumber } = record.dynamodb ?? {};
  const brief = JSON.stringify({ reason, record: { ...record, dynamodb: { Keys, SequenceNumber } } });
  const MessageBody = whole.length <= maxCharacters ? whole : brief;
  await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));
};
