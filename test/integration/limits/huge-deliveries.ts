import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectStatus, TestService } from '#test/integration/test-service.ts';
import { receive } from '#test/integration/webhooks/delivery.ts';
import type { Payload } from '#test/integration/webhooks/payloads.ts';
import { connectSide } from '#test/integration/webhooks/scene.ts';
import { expectDeletable, expectUsable, filledBodies } from './filled-deliveries.ts';
import { huge } from './filled-texts.ts';

/** The promise that no huge text of a delivery stops its environments. */
export const describeHugeDeliveries = (payloads: readonly Payload[]): void => {
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start();
    const body = { baseUrl: 'http://127.0.0.1:9' };
    expectStatus(200, await service.api('PUT', '/api/settings/git-providers/gitea', { body }));
  });
  afterAll(() => service.stop());

  // Every length of every text runs through the receiver in filled-deliveries.full.test.ts.
  describe.each(payloads.map((one) => [one.name, one] as const))('the payload "%s"', (_name, payload) => {
    it('with any of its texts huge is taken, and its environments go on', async () => {
      const side = await connectSide(service, payload, service.token);
      const { provider } = payload;
      const bodies = filledBodies(payload).filter(({ length }) => length === huge);
      const refused: string[] = [];

      for (const { body } of bodies) {
        const headers = payload.sign(body, side.secret);
        const { statusCode } = await receive({ provider, hookId: side.hookId, headers, body, isBase64Encoded: false });
        if (statusCode !== 200 && statusCode !== 202) refused.push(`${statusCode}: ${body.slice(0, 200)}`);
      }

      expect(refused).toEqual([]);
      expect(bodies.length).toBeGreaterThan(0);
      await expectUsable(service, side.path);
      await expectDeletable(service, side.path);
    });
  });
};
