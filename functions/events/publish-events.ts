import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { loadConfig } from '#shared/config/load-config.ts';
import { eventsOfRecord } from '#shared/events/events-of-record.ts';
import { publish } from '#shared/events/publish.ts';
import { errorFields, log } from '#shared/http/log.ts';

const config = loadConfig(['EVENT_BUS_NAME', 'PUBLIC_URL']);

/**
 * Turns changes of the table into CloudEvents on the bus: the one reader of its stream. Records are handled one after
 * the other; the first that fails ends the batch, and Lambda begins again at it, so that no change is told before an
 * earlier one. Source: design §1.
 */
export const handler = async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
  for (const record of event.Records) {
    try {
      await publish(config.EVENT_BUS_NAME, eventsOfRecord(record, config.PUBLIC_URL));
    } catch (error) {
      const sequence = record.dynamodb?.SequenceNumber ?? '';
      log('error', 'publish', { sequence, ...errorFields(error) });
      return { batchItemFailures: [{ itemIdentifier: sequence }] };
    }
  }
  return { batchItemFailures: [] };
};
