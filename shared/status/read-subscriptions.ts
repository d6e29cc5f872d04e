import { GetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { clientSettings } from './client-settings.ts';

let client: SNSClient | undefined;

/**
 * Counts the subscriptions to the alarms: the confirmed ones, and those that still wait for a confirmation. @throws what SNS
 * throws
 */
export const readSubscriptions = async (TopicArn: string): Promise<{ confirmed: number; pending: number }> => {
  client ??= new SNSClient(clientSettings);
  const { Attributes = {} } = await client.send(new GetTopicAttributesCommand({ TopicArn }));
  const { SubscriptionsConfirmed, SubscriptionsPending } = Attributes;
  return { confirmed: Number(SubscriptionsConfirmed ?? 0), pending: Number(SubscriptionsPending ?? 0) };
};
