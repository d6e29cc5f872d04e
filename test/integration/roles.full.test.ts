import { describe, expect, test } from 'vitest';
import { expectProblem } from './expect-problem.ts';
import { otherOrganization } from './principals.ts';
import { service, useBench } from './roles-bench.ts';
import { expectStatus } from './test-service.ts';

useBench();

describe('POST /api/roles', () => {
  test('refuses the 51st role of an organisation', async () => {
    const { token } = await otherOrganization(service, 'many-roles');
    const make = (number: number) =>
      service.api('POST', '/api/roles', { token, body: { name: `Role ${number}`, permissions: [] } });
    for (let number = 1; number <= 50; number += 1) expectStatus(201, await make(number));

    const { detail } = expectProblem(await make(51), 'conflict');

    expect(detail).toBe('There are 50 roles already, which is the most. Delete or change one of them.');
  });
});
