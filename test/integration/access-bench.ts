import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import { table } from '#shared/data/table/table.ts';
import type { MemberRecord } from '#shared/domain/records/member.ts';
import type { GrantLevel } from '#shared/domain/records/project-access.ts';
import type { Answer } from '#test/call.ts';
import { AwsCalls } from './aws-calls.ts';
import { wholeTable, writtenMember } from './principals.ts';
import { TestService } from './test-service.ts';

export let service: TestService;
export let aws: AwsCalls;

export const developer = (over: Partial<MemberRecord> = {}) =>
  writtenMember(service.local.organization.id, { roleId: 'developer', ...over });
export const put = (path: string, body: unknown, options = {}): Promise<Answer> =>
  service.api('PUT', `${path}/access`, { body, ...options });
export const grant = (path: string, id: string, level: GrantLevel, options = {}): Promise<Answer> =>
  service.api('PUT', `${path}/access/${id}`, { body: { level }, ...options });
export const entriesOf = async (principalId: string) =>
  (await wholeTable())
    .filter(({ pk }) => String(pk).endsWith(`#PRINCIPAL#${principalId}`))
    .map(({ projectId }) => projectId);

export async function writeItem(item: Record<string, unknown>): Promise<void> {
  const { client, name } = table();
  await client.send(new PutCommand({ TableName: name, Item: item }));
}

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.startWithoutStream();
    aws = new AwsCalls();
  });
  afterAll(() => service.stop());
};
