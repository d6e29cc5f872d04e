import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keys } from '#shared/data/table/keys.ts';
import { table } from '#shared/data/table/table.ts';
import { expectProblem } from './expect-problem.ts';
import { asMember, type Context, contextOf, joined, memberNow } from './members-bench.ts';
import { organizationOf } from './principals.ts';
import { expectStatus, TestService } from './test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await TestService.start();
});
afterAll(() => service.stop());

describe('The last Owner, once the first key is gone,', () => {
  let owner: Context;
  beforeAll(async () => {
    owner = await contextOf(service, await joined(service, 'owner', 'Olga Owner'));
    const { client, name } = table();
    await client.send(
      new UpdateCommand({
        TableName: name,
        Key: keys.organization(organizationOf(service)),
        UpdateExpression: 'SET owners = :owners',
        ExpressionAttributeValues: { ':owners': new Set([owner.member.id]) },
      }),
    );
  });

  const detail = 'Olga Owner is the last Owner. Make somebody else an Owner first.';

  test.each([
    ['cannot leave', 'POST', () => '/api/members/leave', undefined],
    ['cannot take a lower role', 'PUT', () => `/api/members/${owner.member.id}/role`, { roleId: 'admin' }],
  ])('%s', async (_, method, path, body) => {
    const answer = await asMember(owner, method, path(), body === undefined ? {} : { body });

    expect(expectProblem(answer, 'last_owner').detail).toBe(detail);
    expect((await memberNow(organizationOf(service), owner.member.id)).roleId).toBe('owner');
  });

  test('cannot be removed by the key that was an Owner', async () => {
    const answer = await service.api('DELETE', `/api/members/${owner.member.id}`);

    expect(expectProblem(answer, 'last_owner').detail).toBe(detail);
  });

  test('may go once somebody else is an Owner', async () => {
    const other = await joined(service, 'owner', 'Otto Owner');
    expectStatus(204, await asMember(owner, 'POST', '/api/members/leave'));

    const left = await contextOf(service, other);
    const answer = await asMember(left, 'POST', '/api/members/leave');

    expect(expectProblem(answer, 'last_owner').detail).toContain('Otto Owner is the last Owner.');
  });
});
