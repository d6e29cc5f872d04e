import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AwsCalls } from '#test/integration/aws-calls.ts';
import { minutesLater } from '#test/integration/clock.ts';
import { type OtherOrganization, otherOrganization } from '#test/integration/principals.ts';
import { TableContents } from '#test/integration/table-contents.ts';
import { expectStatus, TestService } from '#test/integration/test-service.ts';
import { type Delivery, receive } from './delivery.ts';
import { bitbucketForgeries } from './forgeries/bitbucket.ts';
import { controls } from './forgeries/controls.ts';
import type { Forgery } from './forgeries/forgery.ts';
import { giteaForgeries } from './forgeries/gitea.ts';
import { githubForgeries } from './forgeries/github.ts';
import { gitlabSignedForgeries } from './forgeries/gitlab-signed.ts';
import { gitlabTokenForgeries } from './forgeries/gitlab-token.ts';
import { type KindName, kindNames, makeScene, type Scene, sideOf } from './scene.ts';

const forgeries: Readonly<Record<KindName, readonly Forgery[]>> = {
  github: githubForgeries,
  'gitlab-signed': gitlabSignedForgeries,
  'gitlab-token': gitlabTokenForgeries,
  bitbucket: bitbucketForgeries,
  gitea: giteaForgeries,
};

let service: TestService;
let contents: TableContents;
let aws: AwsCalls;
let other: OtherOrganization;
let refusal: string;
let scenes: Readonly<Record<KindName, Scene>>;

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
  refusal = String((await receive({ ...scenes.github.valid(), hookId: 'nonsense' })).body);
  aws = new AwsCalls();
});
afterAll(async () => {
  const counts = kindNames.map((name) => `${name} ${forgeries[name].length}`).join(', ');
  process.stdout.write(`Forgeries refused, each without a write or an AWS call: ${counts}.\n`);
  await service.stop();
});

/** Refused with the one body, at the price of so many AWS calls; without one nothing can have been written. */
const expectRefused = async (delivery: Delivery, calls: readonly string[] = []): Promise<void> => {
  const told = await aws.during(() => receive(delivery));
  expect([told.result.statusCode, told.result.body]).toEqual([401, refusal]);
  expect(told.calls).toEqual(calls);
};

const expectAccepted = async (delivery: Delivery): Promise<void> => {
  const answer = await receive(delivery);
  expect([200, 202], String(answer.body)).toContain(answer.statusCode);
};

describe.each(kindNames)('a forged delivery of %s', (name) => {
  it.each(forgeries[name])('is refused: %s', async (_change, forge) => {
    const scene = scenes[name];

    await expectRefused(forge(scene));

    await expectAccepted(scene.valid());
  });

  it('leaves the table as it is, whichever it is', async () => {
    const before = await contents.texts();

    for (const [, forge] of forgeries[name]) await receive(forge(scenes[name]));

    expect(await contents.texts()).toEqual(before);
  });

  it('has at least forty ways, each of its own', () => {
    const changes = new Map([[JSON.stringify(scenes[name].valid()), 'nothing']]);
    const same: string[] = [];
    for (const [change, forge] of forgeries[name]) {
      const sent = JSON.stringify(forge(scenes[name]));
      if (changes.has(sent)) same.push(`${change} = ${changes.get(sent)}`);
      changes.set(sent, change);
    }
    expect(same).toEqual([]);
    expect(forgeries[name].length).toBeGreaterThanOrEqual(40);
  });
});

describe.each(kindNames)('an authentic delivery of %s', (name) => {
  it.each(controls[name])('is accepted: %s', async (_form, make) => {
    await expectAccepted(make(scenes[name]));
  });
});

describe.each(kindNames)('a generation of %s', (name) => {
  let scene: Scene;
  const reconfigure = async (body: Record<string, unknown>): Promise<void> => {
    expectStatus(200, await service.api('POST', `${scene.path}/repository/reconfigure-webhook`, { body }));
  };
  beforeAll(async () => {
    scene = await makeScene(service, name, other);
    await expectAccepted(scene.valid());
  });

  it('that was never issued is refused with one read, though rightly signed', async () => {
    const next = sideOf(scene.root, { ...scene.own.hook, generation: scene.own.hook.generation + 1 });
    const headers = scene.kind.sign(scene.body, next.secret);
    await expectRefused({ ...scene.valid(), hookId: next.hookId, headers }, ['Query']);
    await expectAccepted(scene.valid());
  });

  it('that was replaced is accepted for a day, then refused with one read', async () => {
    await reconfigure({});
    await minutesLater(24 * 60 - 5, () => expectAccepted(scene.valid()));
    const before = await contents.texts();

    // The root key is loaded again before an authentic delivery is looked up, where it is older than ten minutes.
    await minutesLater(24 * 60 + 5, () => expectRefused(scene.valid(), ['GetSecretValue', 'Query']));
    await minutesLater(24 * 60 + 6, () => expectRefused(scene.valid(), ['Query']));

    expect(await contents.texts()).toEqual(before);
  });

  it('that was revoked is refused at once with one read', async () => {
    await expectAccepted(scene.valid());
    await reconfigure({ revokeNow: true });
    const before = await contents.texts();

    await expectRefused(scene.valid(), ['Query']);

    expect(await contents.texts()).toEqual(before);
  });
});

describe('hook ids of root-key versions that nobody knows', () => {
  const ofVersion = (scene: Scene, version: number): Delivery => {
    const bytes = Buffer.from(scene.own.hookId, 'base64url');
    bytes[2] = version;
    return { ...scene.valid(), hookId: bytes.toString('base64url') };
  };
  const unknown = [0, ...Array.from({ length: 254 }, (_, index) => index + 2)];

  it('are refused, and cost one fetch a minute together', async () => {
    const tryAll = async (): Promise<readonly string[]> => {
      const { calls, result } = await aws.during(async () => {
        const bodies = new Set<unknown>();
        for (const scene of Object.values(scenes)) {
          for (const version of unknown) bodies.add((await receive(ofVersion(scene, version))).body);
        }
        return bodies;
      });
      expect([...result]).toEqual([refusal]);
      return calls;
    };
    const before = await contents.texts();

    expect(await minutesLater(10, tryAll)).toEqual(['GetSecretValue']);
    expect(await minutesLater(10.5, tryAll)).toEqual([]);
    expect(await minutesLater(12, tryAll)).toEqual(['GetSecretValue']);

    expect(await contents.texts()).toEqual(before);
    for (const scene of Object.values(scenes)) await expectAccepted(scene.valid());
  });
});
