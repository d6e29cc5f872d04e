import { describe, expect, it, vi } from 'vitest';
import { minutesLater } from '#test/integration/clock.ts';
import { expectProblem } from '#test/integration/expect-problem.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import { repositoryIn } from './connection.ts';
import { afterTick, at, deployable, deployed, push, pushingDuring, useBench } from './pushes-while-moving-bench.ts';
import { newCommit } from './real-push.ts';

vi.mock('#shared/network/guarded-fetch.ts', async (original) => (await import('./outbound.ts')).outboundMock(original));

useBench();

describe('the hook that connect has installed', () => {
  it('delivers pushes that are deployed', async () => {
    const project = await deployable();
    const commit = newCommit();

    const answer = await push(await at.hook(), commit);

    expectStatus(202, answer);
    expect(await deployed(project)).toEqual(new Map([[commit, 1]]));
    expect((await at.get(project)).webhook.lastDeliveryAt).not.toBeNull();
    await at.expectWhole(project);
  });
});

describe('while the hook moves', () => {
  it('no push is lost and none is deployed twice', async () => {
    const project = await deployable();
    const before = await at.hook();

    const { commits, answers, result } = await pushingDuring(() => at.step(project, 'reconfigure-webhook'));

    repositoryIn(200, result);
    expect(commits.length).toBeGreaterThan(10);
    expect(answers.length).toBeGreaterThan(commits.length);
    for (const answer of answers) expect([200, 202], answer.text).toContain(answer.status);
    expect(await deployed(project)).toEqual(new Map(commits.map((commit) => [commit, 1])));
    // What GitHub sent to the old hook may still be on its way.
    expectStatus(202, await push(before));
    await at.expectWhole(await afterTick(project));
  });
});

describe('after the hook has moved', () => {
  it('the old URL is accepted for 24 hours and not longer', async () => {
    const project = await deployable();
    const old = await at.hook();
    repositoryIn(200, await at.step(project, 'reconfigure-webhook'));

    expectStatus(202, await minutesLater(24 * 60 - 1, () => push(old)));
    expectProblem(await minutesLater(24 * 60 + 1, () => push(old)), 'unauthenticated');
    expectStatus(202, await minutesLater(24 * 60 + 1, async () => push(await at.hook())));
  });

  it('with revokeNow the old URL is refused at once', async () => {
    const project = await deployable();
    const old = await at.hook();
    repositoryIn(200, await at.step(project, 'reconfigure-webhook', true));

    expectProblem(await push(old), 'unauthenticated');
    expectStatus(202, await push(await at.hook()));
  });
});
