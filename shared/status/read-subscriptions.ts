import { GetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { clientSettings } from './client-settings.ts';

let client: SNSClient | undefined;

/** How many hear of the alarms, and how many have not confirmed that they want to. @throws what SNS throws */
export const readSubscriptions = async (TopicArn: string): Promise<{ confirmed: number; pending: number }> => {
  client ??= new SNSClient(clientSettings);
  const { Attributes = {} } = await client.send(new GetTopicAttributesCommand({ TopicArn }));
  const { SubscriptionsConfirmed, SubscriptionsPending } = Attributes;
  return { confirmed: Number(SubscriptionsConfirmed ?? 0), pending: Number(SubscriptionsPending ?? 0) };
};
