import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { type CloudEvent, eventSource } from '#shared/contract/event.ts';

let client: EventBridgeClient | undefined;

/** PutEvents takes ten entries per call. */
const perCall = 10;

/**
 * Puts events on the bus, in order.
 * @throws Error if the bus refused one; the caller must send them again
 */
export const publish = async (busName: string, events: readonly CloudEvent[]): Promise<void> => {
  client ??= new EventBridgeClient({ requestHandler: { connectionTimeout: 2000, requestTimeout: 5000 } });
  for (let start = 0; start < events.length; start += perCall) {
    const answer = await client.send(
      new PutEventsCommand({
        Entries: events.slice(start, start + perCall).map((event) => ({
          EventBusName: busName,
          Source: eventSource,
          DetailType: event.type,
          Detail: JSON.stringify(event),
          Time: new Date(event.time),
          Resources: [event.source],
        })),
      }),
    );
    const refused = answer.Entries?.find((entry) => entry.ErrorCode !== undefined);
    if (refused !== undefined) throw new Error(`The bus refused an event: ${refused.ErrorCode}.`);
  }
};
