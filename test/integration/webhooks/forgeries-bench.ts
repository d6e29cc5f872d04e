import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AwsCalls } from '#test/integration/aws-calls.ts';
import { type OtherOrganization, otherOrganization } from '#test/integration/principals.ts';
import { TableContents } from '#test/integration/table-contents.ts';
import { expectStatus, TestService } from '#test/integration/test-service.ts';
import { type Delivery, receive } from './delivery.ts';
import { bitbucketForgeries } from './forgeries/bitbucket.ts';
import type { Forgery } from './forgeries/forgery.ts';
import { giteaForgeries } from './forgeries/gitea.ts';
import { githubForgeries } from './forgeries/github.ts';
import { gitlabSignedForgeries } from './forgeries/gitlab-signed.ts';
import { gitlabTokenForgeries } from './forgeries/gitlab-token.ts';
import { type KindName, kindNames, makeScene, type Scene, sideOf } from './scene.ts';

export const forgeries: Readonly<Record<KindName, readonly Forgery[]>> = {
  github: githubForgeries,
  'gitlab-signed': gitlabSignedForgeries,
  'gitlab-token': gitlabTokenForgeries,
  bitbucket: bitbucketForgeries,
  gitea: giteaForgeries,
};

export let service: TestService;
export let contents: TableContents;
export let aws: AwsCalls;
export let other: OtherOrganization;
export let refusal: string;
export let scenes: Readonly<Record<KindName, Scene>>;

/** A content type that every provider's webhook takes, and no proof. */
const jsonAlone = { 'content-type': 'application/json' };

/** Refused with the one body, at the price of so many AWS calls; without one nothing can have been written. */
export const expectRefused = async (delivery: Delivery, calls: readonly string[] = []): Promise<void> => {
  const told = await aws.during(() => receive(delivery));
  expect([told.result.statusCode, told.result.body]).toEqual([401, refusal]);
  expect(told.calls).toEqual(calls);
};

export const expectAccepted = async (delivery: Delivery): Promise<void> => {
  const answer = await receive(delivery);
  expect([200, 202], String(answer.body)).toContain(answer.statusCode);
};

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.start();
    contents = new TableContents(service);
    other = await otherOrganization(service, 'attacker');
    for (const token of [service.token, other.token]) {
      const body = { baseUrl: 'http://127.0.0.1:9' };
      expectStatus(200, await service.api('PUT', '/api/settings/git-providers/gitea', { token, body }));
    }
    const made: [KindName, Scene][] = [];
    for (const name of kindNames) made.push([name, await makeScene(service, name, other)]);
    scenes = Object.fromEntries(made) as Record<KindName, Scene>;
    for (const scene of Object.values(scenes)) {
      const answer = await receive(scene.valid());
      if (answer.statusCode !== 202) throw new Error(`The delivery to be forged is not accepted: ${answer.body}`);
    }
    // What runs behind a request must not fall into a count, nor into a comparison of the table.
    await service.settled();
    await service.local.stream.stop();
    // The first forgery at each webhook is noted, once in 10 minutes: from now on all of them cost nothing.
    for (const scene of Object.values(scenes)) {
      const next = sideOf(scene.root, { ...scene.own.hook, generation: scene.own.hook.generation + 1 });
      for (const { hookId, hook } of [next, scene.own, scene.sibling, scene.foreign, scene.elsewhere])
        await receive({ ...scene.valid(), provider: hook.provider, hookId, headers: jsonAlone });
    }
    refusal = String((await receive({ ...scenes.github.valid(), hookId: 'nonsense' })).body);
    aws = new AwsCalls();
  });
  afterAll(() => service.stop());
};

/** So many forgeries of each kind are examples, which run in the fast lane. */
export const examples = 6;

/** The promise that forgeries are refused. @param from the number of the first one of each kind @param to that after the last */
export const describeForgeries = (from: number, to?: number): void => {
  describe.each(kindNames)('a forged delivery of %s', (name) => {
    it.each(forgeries[name].slice(from, to))('is refused: %s', async (_change, forge) => {
      const scene = scenes[name];

      await expectRefused(forge(scene));

      await expectAccepted(scene.valid());
    });
  });
};
