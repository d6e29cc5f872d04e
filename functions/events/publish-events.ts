import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { loadConfig } from '#shared/config/load-config.ts';
import type { CloudEvent } from '#shared/contract/event.ts';
import { buryRecord } from '#shared/events/dead-letter.ts';
import { eventsOfRecord } from '#shared/events/events-of-record.ts';
import { publish } from '#shared/events/publish.ts';
import { errorFields, log } from '#shared/http/log.ts';

const config = loadConfig(['EVENT_BUS_NAME', 'PUBLIC_URL', 'DEAD_LETTER_QUEUE_URL']);

const sequenceOf = (record: DynamoDBRecord): string => record.dynamodb?.SequenceNumber ?? '';

/** The events of a record; none of one that is put aside, since no repetition would make any of it. */
const eventsOf = async (record: DynamoDBRecord): Promise<readonly CloudEvent[]> => {
  try {
    return eventsOfRecord(record, config.PUBLIC_URL);
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    await buryRecord(config.DEAD_LETTER_QUEUE_URL, record, reason);
    log('error', 'unreadable record', { sequence: sequenceOf(record), ...errorFields(error) });
    return [];
  }
};

/**
 * Turns changes of the table into CloudEvents on the bus: the one reader of its stream. Records are handled one after
 * the other; the first that cannot be sent ends the batch, and Lambda begins again at it, so that no change is told
 * before an earlier one. One that cannot be read goes to the dead-letter queue and holds up no other.
 * Source: docs/design/architecture.md, "Events and the bus".
 */
export const handler = async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
  for (const record of event.Records) {
    try {
      await publish(config.EVENT_BUS_NAME, await eventsOf(record));
    } catch (error) {
      const sequence = sequenceOf(record);
      log('error', 'publish', { sequence, ...errorFields(error) });
      return { batchItemFailures: [{ itemIdentifier: sequence }] };
    }
  }
  return { batchItemFailures: [] };
};
