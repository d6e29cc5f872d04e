import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { loadConfig } from '#shared/config/load-config.ts';
import type { CloudEvent } from '#shared/contract/event.ts';
import { noteActivity } from '#shared/data/projects/note-activity.ts';
import { sendToDeadLetters } from '#shared/events/dead-letter.ts';
import { eventsOfRecord } from '#shared/events/events-of-record.ts';
import { ProjectSource } from '#shared/events/project-source.ts';
import { publish } from '#shared/events/publish.ts';
import { errorFields, log } from '#shared/http/log.ts';

const config = loadConfig(['TABLE_NAME', 'EVENT_BUS_NAME', 'PUBLIC_URL', 'DEAD_LETTER_QUEUE_URL']);

const sequenceOf = (record: DynamoDBRecord): string => record.dynamodb?.SequenceNumber ?? '';

/**
 * The events of a record. An unreadable record goes to the dead-letter queue and has none, because retrying would not
 * help.
 */
const eventsOf = async (record: DynamoDBRecord): Promise<readonly CloudEvent[]> => {
  try {
    return eventsOfRecord(record, config.PUBLIC_URL);
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    await sendToDeadLetters(config.DEAD_LETTER_QUEUE_URL, record, reason);
    log('error', 'unreadable record', { sequence: sequenceOf(record), ...errorFields(error) });
    return [];
  }
};

/** Notes on the project that something happened in it. The events are sent by then: a failure costs only the note. */
const noteEvents = async ([first]: readonly CloudEvent[]): Promise<void> => {
  const source = ProjectSource.safeParse(first?.source); // An event of the organisation belongs to no project.
  if (first === undefined || !source.success) return;
  try {
    await noteActivity(source.data.organizationId, source.data.projectId, first.time);
  } catch (error) {
    log('warn', 'activity not noted', { project: source.data.projectId, ...errorFields(error) });
  }
};

/**
 * Turns changes of the table into CloudEvents on the bus. It is the only reader of the table's stream. Records are
 * handled in order. The first one that cannot be sent ends the batch, and Lambda retries from there, so that events
 * stay in order. An unreadable record goes to the dead-letter queue and blocks no other.
 * Source: docs/design/architecture.md, "Events and the bus".
 */
export const handler = async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
  for (const record of event.Records) {
    try {
      const events = await eventsOf(record);
      await publish(config.EVENT_BUS_NAME, events);
      await noteEvents(events);
    } catch (error) {
      const sequence = sequenceOf(record);
      log('error', 'publish', { sequence, ...errorFields(error) });
      return { batchItemFailures: [{ itemIdentifier: sequence }] };
    }
  }
  return { batchItemFailures: [] };
};
