import { beforeAll, describe, expect, it } from 'vitest';
import { minutesLater } from '#test/integration/clock.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import {
  contents,
  describeForgeries,
  examples,
  expectAccepted,
  expectRefused,
  other,
  service,
  useBench,
} from './forgeries-bench.ts';
import { kindNames, makeScene, type Scene } from './scene.ts';

useBench();

describeForgeries(0, examples);

describe.each(kindNames)('a generation of %s', (name) => {
  let scene: Scene;
  const reconfigure = async (body: Record<string, unknown>): Promise<void> => {
    expectStatus(200, await service.api('POST', `${scene.path}/repository/reconfigure-webhook`, { body }));
  };
  beforeAll(async () => {
    scene = await makeScene(service, name, other);
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
