import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import { table } from '#shared/data/table/table.ts';
import type { MemberRecord } from '#shared/domain/records/member.ts';
import type { GrantLevel } from '#shared/domain/records/project-access.ts';
import { AwsCalls } from './aws-calls.ts';
import { writtenMember } from './principals.ts';
import { expectStatus, TestService } from './test-service.ts';

export let service: TestService;
export let aws: AwsCalls;

export const developer = (over: Partial<MemberRecord> = {}) =>
  writtenMember(service.local.organization.id, { roleId: 'developer', ...over });
export const writeItem = async (item: Record<string, unknown>): Promise<void> => {
  const { client, name } = table();
  await client.send(new PutCommand({ TableName: name, Item: item }));
};
export const grantsOf = async (projectId: unknown) => {
  const { grants } = expectStatus(200, await service.api('GET', `/api/projects/${projectId}/access`)).json;
  const rows = grants as { principalId: string; level: GrantLevel; grantedBy: string }[];
  return new Map(rows.map(({ principalId, level, grantedBy }) => [principalId, { level, grantedBy }]));
};

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.startWithoutStream();
    aws = new AwsCalls();
  });
  afterAll(() => service.stop());
};
