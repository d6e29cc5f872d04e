import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realPush } from '#test/fixtures/github.ts';
import { TestRunner } from '#test/integration/runner.ts';
import { type Connected, expectStatus, TestService } from '#test/integration/test-service.ts';

let service: TestService;

beforeAll(async () => {
  service = await TestService.start();
});
afterAll(() => service.stop());

/** A push whose deployment fits into an item of 400 KB, and nothing more beside it. */
const wedging = 408_650;

const commit = (n: number): string => n.toString(16).repeat(40);

const push = (before: number, after: number, author: string): Record<string, unknown> => {
  const real = realPush();
  const head = real.head_commit as Record<string, unknown>;
  return {
    ...real,
    ref: 'refs/heads/staging',
    before: commit(before),
    after: commit(after),
    head_commit: { ...head, id: commit(after), author: { name: author } },
  };
};

describe('a signed push whose author has 408,760 characters', () => {
  let project: Connected;

  beforeAll(async () => {
    project = await service.connectedProject();
    const answer = await service.deliver(project.webhook, 'push', push(1, 2, 'a'.repeat(wedging)));
    expectStatus(202, answer);
  });

  it('leaves an environment that deploys, cancels, completes and is deleted', async () => {
    expectStatus(202, await service.deliver(project.webhook, 'push', push(2, 3, 'Ada')));
    const [pending, replaced] = await deploymentsOf(project);
    expect(pending).toMatchObject({ status: 'queued', commitAuthor: 'Ada' });
    expect(replaced).toMatchObject({ status: 'superseded' });
    expectStatus(200, await service.api('POST', `${project.path}/deployments/${pending?.id}/cancel`));
    expectStatus(202, await service.deliver(project.webhook, 'push', push(3, 4, 'b'.repeat(wedging))));
    await new TestRunner(service, project.path, project.environments.staging).run();
    expectStatus(202, await service.deliver(project.webhook, 'push', push(4, 5, 'c'.repeat(wedging))));
    const force = `${project.path}/environments/${project.environments.staging}?force=true`;
    expectStatus(204, await service.api('DELETE', force));
  });
});

const deploymentsOf = async ({ path }: Connected): Promise<readonly Record<string, unknown>[]> =>
  expectStatus(200, await service.api('GET', `${path}/deployments`)).json.deployments as Record<string, unknown>[];
