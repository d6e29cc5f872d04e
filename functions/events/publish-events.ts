import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { CloudEvent } from '#shared/contract/event.ts';
import { noteActivity } from '#shared/data/projects/note-activity.ts';
import { sendToDeadLetters } from '#shared/events/dead-letter.ts';
import { ProjectSource } from '#shared/events/project-source.ts';
import { publish } from '#shared/events/publish.ts';
import { type ReadRecord, readRecord } from '#shared/events/read-record.ts';
import { errorFields, log, measure } from '#shared/http/log.ts';
import { startFunction } from '#shared/http/start-function.ts';

const config = startFunction('events/publish-events', [
  'TABLE_NAME',
  'EVENT_BUS_NAME',
  'PUBLIC_URL',
  'DEAD_LETTER_QUEUE_URL',
]);

const sequenceOf = (record: DynamoDBRecord): string => record.dynamodb?.SequenceNumber ?? '';

/** Reads a record of the stream. An unreadable record goes to the dead-letter queue, because a retry would not help. */
const read = async (record: DynamoDBRecord): Promise<ReadRecord> => {
  try {
    return readRecord(record, config.PUBLIC_URL);
  } catch (error) {
    await sendToDeadLetters(config.DEAD_LETTER_QUEUE_URL, record, error);
    log('error', 'unreadable record', { sequence: sequenceOf(record), ...errorFields(error) });
    return { events: [], counted: null };
  }
};

/** Notes the time of the latest activity on the project. The events are sent before, so a failure loses only this note. */
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
 * Turns changes of the table into CloudEvents on the bus. It is the only reader of the table's stream. Records are handled in
 * order. The first one that cannot be sent ends the batch, and Lambda retries from there. An unreadable one is passed over.
 * Source: docs/design/architecture.md, "Events and the bus".
 */
export const handler = async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
  for (const record of event.Records) {
    try {
      const { events, counted } = await read(record);
      await publish(config.EVENT_BUS_NAME, events);
      if (counted !== null) measure(counted.message, counted.ids, counted.measured);
      await noteEvents(events);
    } catch (error) {
      log('error', 'publish', { sequence: sequenceOf(record), ...errorFields(error) });
      return { batchItemFailures: [{ itemIdentifier: sequenceOf(record) }] };
    }
  }
  return { batchItemFailures: [] };
};
