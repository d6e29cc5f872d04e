import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { minutesLater } from '#test/integration/clock.ts';
import { type Delivery, receive } from './delivery.ts';
import { controls } from './forgeries/controls.ts';
import {
  aws,
  contents,
  describeForgeries,
  examples,
  expectAccepted,
  expectRefused,
  forgeries,
  other,
  refusal,
  scenes,
  service,
  useBench,
} from './forgeries-bench.ts';
import { kindNames, makeScene, type Scene, sideOf } from './scene.ts';

useBench();
afterAll(() => {
  const counts = kindNames.map((name) => `${name} ${forgeries[name].length}`).join(', ');
  process.stdout.write(`Forgeries refused, each without an AWS call after the first at a webhook: ${counts}.\n`);
});

describeForgeries(examples);

describe.each(kindNames)('a forged delivery of %s', (name) => {
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
