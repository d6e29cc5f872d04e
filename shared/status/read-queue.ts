import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { clientSettings } from './client-settings.ts';

let client: SQSClient | undefined;

/**
 * How many messages a queue holds, in SQS's own approximation. SQS tells nobody their age: CloudWatch has it as a metric.
 * @throws what SQS throws
 */
export const readQueue = async (QueueUrl: string): Promise<{ waiting: number; inFlight: number }> => {
  // The address of the queue stands in its URL; said twice, the SDK does not warn that the two differ.
  client ??= new SQSClient({ ...clientSettings, endpoint: new URL(QueueUrl).origin });
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  return {
    waiting: Number(Attributes.ApproximateNumberOfMessages ?? 0),
    inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
  };
};
