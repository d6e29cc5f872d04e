import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it, vi } from 'vitest';
import { now, repositoryRecord } from '#test/fixtures/records.ts';

process.env.TABLE_NAME = 'ocore-test';
process.env.AWS_REGION = 'eu-central-1';

const sent = mockClient(DynamoDBDocumentClient);
let noteRejection: typeof import('#shared/data/repository/note-repository.ts').noteRejection;
beforeEach(async () => {
  sent.reset();
  vi.resetModules();
  ({ noteRejection } = await import('#shared/data/repository/note-repository.ts'));
});

const minutes = (count: number): string => new Date(Date.parse(now) + count * 60_000).toISOString();
const webhook = (number: number) => repositoryRecord({ connectionId: String(number).padStart(26, '0') });
const calls = (): number => sent.commandCalls(UpdateCommand).length;

it('a process notes the rejections of 1,000 webhooks in 10 minutes, and of each one once', async () => {
  for (let round = 0; round < 3; round += 1) {
    for (let number = 0; number < 1500; number += 1) await noteRejection(webhook(number), now);
  }
  expect(calls()).toBe(1000);

  await noteRejection(webhook(1400), minutes(9));
  expect(calls()).toBe(1000);
  await noteRejection(webhook(1400), minutes(10));
  expect(calls()).toBe(1001);
});

it('a webhook that is noted again is not forgotten before one that was noted earlier', async () => {
  await noteRejection(webhook(0), now);
  for (let number = 1; number < 1000; number += 1) await noteRejection(webhook(number), minutes(1));
  await noteRejection(webhook(0), minutes(10));
  await noteRejection(webhook(2000), minutes(11));
  expect(calls()).toBe(1002);

  await noteRejection(webhook(0), minutes(12));
  expect(calls()).toBe(1002);
});

it('a generation of a webhook is noted for itself', async () => {
  await noteRejection(webhook(1), now);
  await noteRejection({ ...webhook(1), generation: 2 }, now);

  expect(calls()).toBe(2);
});

it('what another process noted, or a connection that is gone, is no fault', async () => {
  sent.on(UpdateCommand).rejects(new ConditionalCheckFailedException({ $metadata: {}, message: 'refused' }));

  await expect(noteRejection(webhook(1), now)).resolves.toBeUndefined();
});

it('a fault of the table is told, and not tried again in 10 minutes', async () => {
  sent.on(UpdateCommand).rejectsOnce(new Error('The table is too busy.'));

  await expect(noteRejection(webhook(1), now)).rejects.toThrow('too busy');
  await noteRejection(webhook(1), minutes(5));
  expect(calls()).toBe(1);
});
