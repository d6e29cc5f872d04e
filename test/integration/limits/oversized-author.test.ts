import { describe, expect, it } from 'vitest';
import { textLimits } from '#shared/contract/text-limits.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import {
  deployments,
  project,
  push,
  removeEnvironment,
  runner,
  service,
  useBench,
  wedging,
} from './oversized-author-bench.ts';

useBench();

describe('a signed push whose author has 408,650 characters', () => {
  it('leaves an environment that deploys, cancels, completes and is deleted', async () => {
    expectStatus(202, await service.deliver(project.webhook, 'push', push(1, 2, 'a'.repeat(wedging))));
    expectStatus(202, await service.deliver(project.webhook, 'push', push(2, 3)));
    const [pending, replaced] = await deployments();
    expect(pending).toMatchObject({ status: 'queued', commitAuthor: 'Ada' });
    expect(replaced).toMatchObject({ status: 'superseded', commitAuthor: 'a'.repeat(textLimits.author) });
    expectStatus(200, await service.api('POST', `${project.path}/deployments/${pending?.id}/cancel`));
    expectStatus(202, await service.deliver(project.webhook, 'push', push(3, 4, 'b'.repeat(wedging))));
    await runner().run();
    expectStatus(202, await service.deliver(project.webhook, 'push', push(4, 5, 'c'.repeat(wedging))));
    expectStatus(204, await removeEnvironment());
  });
});
