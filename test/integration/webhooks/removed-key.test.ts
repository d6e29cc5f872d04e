import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimedKeyVersion } from '#shared/secrets/hook-id.ts';
import { realPush } from '#test/fixtures/github.ts';
import { AwsCalls } from '#test/integration/aws-calls.ts';
import { minutesLater } from '#test/integration/clock.ts';
import { type Connected, expectStatus, TestService } from '#test/integration/test-service.ts';

let service: TestService;
let aws: AwsCalls;
let old: Connected;
beforeAll(async () => {
  service = await TestService.startWithoutStream();
  aws = new AwsCalls();
  old = await service.connectedProject();
  await push(old);
  service.local.secrets.handle('PutSecretValue', {
    SecretId: 'ocore/root-key',
    SecretString: JSON.stringify({ current: 2, '2': 'second'.repeat(8) }),
  });
});
afterAll(() => service.stop());

let pushes = 0;
const push = ({ webhook }: Connected) => {
  pushes += 1;
  return service.deliver(webhook, 'push', { ...realPush(), after: String(pushes).padStart(40, '0') });
};
const forge = ({ webhook }: Connected) =>
  service.deliver({ ...webhook, secret: 'not the secret' }, 'push', { ...realPush(), after: 'f'.repeat(40) });

describe('a version of the root key that was removed', () => {
  it('proves deliveries for less than ten minutes where a process knows it', async () => {
    expect((await minutesLater(9, () => push(old))).status).toBeLessThan(300);
  });

  it('costs a forged delivery no call however old the known key is', async () => {
    // The first one in 10 minutes is noted at the repository.
    await minutesLater(9, () => forge(old));

    const { result, calls } = await minutesLater(10, () => aws.during(() => forge(old)));

    expect(result.status).toBe(401);
    expect(calls).toEqual([]);
  });

  it('proves no delivery after ten minutes, and the new version is the current one', async () => {
    await minutesLater(10, async () => {
      const { result, calls } = await aws.during(() => push(old));

      expect(result.status).toBe(401);
      expect(calls).toHaveLength(1);
      const fresh = await service.connectedProject();
      expect(claimedKeyVersion(fresh.webhook.url.split('/').at(-1) ?? '')).toBe(2);
      expectStatus(200, await push(fresh));
    });
  });
});
