import { scheduler } from 'node:timers/promises';
import {
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  type GetRecordsCommandOutput,
  GetShardIteratorCommand,
  type _Record as StreamRecord,
} from '@aws-sdk/client-dynamodb-streams';
import * as z from 'zod';
import { invoke } from './function-registry.ts';
import type { StateDirectory } from './state-directory.ts';

const file = 'stream.json';
const Position = z.record(z.string(), z.string());
const Failures = z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })) });
const batch = 100;

const asLambdaSees = (record: StreamRecord) => ({
  ...record,
  dynamodb: {
    ...record.dynamodb,
    // Lambda passes the time on in seconds.
    ApproximateCreationDateTime: (record.dynamodb?.ApproximateCreationDateTime?.getTime() ?? 0) / 1000,
  },
});

/**
 * Reads the table's stream and invokes publish-events, like Lambda's event source mapping: in order, with retries from
 * the first failed record. The position is stored, so that a restart loses nothing.
 */
export class LocalStream {
  readonly #client: DynamoDBStreamsClient;
  readonly #arn: string;
  readonly #state: StateDirectory;
  readonly #pollMs: number;
  readonly #after: Record<string, string>;
  /** Where each shard is read on. Empty until the stream is described. */
  readonly #iterators = new Map<string, string>();
  #stopped = false;
  #loop: Promise<void> = Promise.resolve();
  #pass: Promise<number> = Promise.resolve(0);

  constructor(client: DynamoDBStreamsClient, arn: string, state: StateDirectory, pollMs: number) {
    this.#client = client;
    this.#arn = arn;
    this.#state = state;
    this.#pollMs = pollMs;
    this.#after = Position.catch({}).parse(state.read(file) ?? {});
  }

  start(): void {
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#loop;
  }

  /** Handles all records that are in the stream now. @returns how many */
  drain(): Promise<number> {
    const next = (): Promise<number> => this.#once();
    // A pass that failed must not fail the next one too.
    this.#pass = this.#pass.then(next, next);
    return this.#pass;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      try {
        await this.drain();
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        if (!this.#stopped) process.stderr.write(`${JSON.stringify({ level: 'error', message: 'stream', reason })}\n`);
      }
      // Not `setTimeout`, which tests shorten: each pass would follow the last one at once.
      await scheduler.wait(this.#pollMs);
    }
  }

  async #once(): Promise<number> {
    try {
      if (this.#iterators.size === 0) await this.#open();
      let handled = 0;
      for (const [shardId, iterator] of [...this.#iterators]) handled += await this.#readShard(shardId, iterator);
      return handled;
    } catch (error) {
      this.#iterators.clear();
      throw error;
    }
  }

  /** Finds the shards, and the place in each from the position that is stored. A pass needs it only where it has no iterator. */
  async #open(): Promise<void> {
    const { StreamDescription } = await this.#client.send(new DescribeStreamCommand({ StreamArn: this.#arn }));
    for (const { ShardId } of StreamDescription?.Shards ?? []) {
      if (ShardId === undefined) continue;
      const after = this.#after[ShardId];
      const { ShardIterator } = await this.#client.send(
        new GetShardIteratorCommand({
          StreamArn: this.#arn,
          ShardId,
          ...(after === undefined
            ? { ShardIteratorType: 'TRIM_HORIZON' }
            : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after }),
        }),
      );
      if (ShardIterator !== undefined) this.#iterators.set(ShardId, ShardIterator);
    }
  }

  async #readShard(shardId: string, start: string): Promise<number> {
    let iterator = start;
    let handled = 0;
    while (!this.#stopped) {
      const page: GetRecordsCommandOutput = await this.#client.send(
        new GetRecordsCommand({ ShardIterator: iterator, Limit: batch }),
      );
      const records = page.Records ?? [];
      const done = records.length === 0 ? 0 : await this.#handle(shardId, records);
      handled += done;
      if (done < records.length || page.NextShardIterator === undefined) {
        // From the first failed record, or in the shards that follow this one, which has ended.
        this.#iterators.clear();
        break;
      }
      iterator = page.NextShardIterator;
      this.#iterators.set(shardId, iterator);
      if (records.length === 0) break;
    }
    return handled;
  }

  async #handle(shardId: string, records: StreamRecord[]): Promise<number> {
    const answer = Failures.parse(await invoke('events/publish-events', { Records: records.map(asLambdaSees) }));
    const failed = answer.batchItemFailures[0]?.itemIdentifier;
    const first = records.findIndex((record) => record.dynamodb?.SequenceNumber === failed);
    const done = failed === undefined ? records.length : Math.max(0, first);
    const last = records[done - 1]?.dynamodb?.SequenceNumber;
    if (last !== undefined) {
      this.#after[shardId] = last;
      this.#state.write(file, this.#after);
    }
    return done;
  }
}
