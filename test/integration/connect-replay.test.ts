import { afterAll, beforeAll, expect, test } from 'vitest';
import { realRepository } from '#test/fixtures/github.ts';
import { expectProblem } from './expect-problem.ts';
import { restrict, restrictedKey } from './principals.ts';
import { expectStatus, TestService } from './test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await TestService.start({ pollMs: 1000 });
});
afterAll(() => service.stop());

test('A connect that is repeated by a caller who may no longer see the project shows no webhook secret', async () => {
  const { token } = await restrictedKey(service.local.organization.id, ['manage:projects']);
  const { path, id } = await service.project();
  const connect = () =>
    service.api('POST', `${path}/repository`, {
      token,
      headers: { 'idempotency-key': 'connect' },
      body: { repositoryUrl: realRepository.sshUrl, branch: 'main' },
    });
  const first = expectStatus(201, await connect());
  const { secret } = first.json.webhook as { secret: string };
  await restrict(service, id, {});

  const again = await connect();

  expectProblem(again, 'not_found');
  expect(again.text).not.toContain(secret);
});
