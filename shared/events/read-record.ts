import type { DynamoDBRecord } from 'aws-lambda';
import type { CloudEvent } from '#shared/contract/event.ts';
import { eventsOfRecord } from './events-of-record.ts';
import { type Measure, measureOfRecord } from './measure-of-record.ts';

/** What a record of the table's stream means: events for the bus, and what the metrics count of it. */
export type ReadRecord = { readonly events: readonly CloudEvent[]; readonly counted: Measure | null };

/** @param publicUrl for the webhook URL in a repository's event @throws Error if it is not a record of ours */
export const readRecord = (record: DynamoDBRecord, publicUrl: string): ReadRecord => ({
  events: eventsOfRecord(record, publicUrl),
  counted: measureOfRecord(record),
});
