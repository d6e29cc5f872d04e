import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectStatus, TestService } from '#test/integration/test-service.ts';
import { receive } from '#test/integration/webhooks/delivery.ts';
import type { Payload } from '#test/integration/webhooks/payloads.ts';
import { connectSide } from '#test/integration/webhooks/scene.ts';
import { expectDeletable, expectReadable, expectUsable, filledBodies } from './filled-deliveries.ts';

/** The promise that no text of a delivery, of whatever length, stops its environments. */
export const describeDeliveriesOfAnyLength = (payloads: readonly Payload[]): void => {
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start();
    const body = { baseUrl: 'http://127.0.0.1:9' };
    expectStatus(200, await service.api('PUT', '/api/settings/git-providers/gitea', { body }));
  });
  afterAll(() => service.stop());

  describe.each(payloads.map((one) => [one.name, one] as const))('the payload "%s"', (_name, payload) => {
    it('with any of its texts of any length is taken, and after each its environments go on', async () => {
      const side = await connectSide(service, payload, service.token);
      const { provider } = payload;
      const bodies = filledBodies(payload);
      const refused: string[] = [];

      for (const { body, isEnd } of bodies) {
        const headers = payload.sign(body, side.secret);
        const { statusCode } = await receive({ provider, hookId: side.hookId, headers, body, isBase64Encoded: false });
        if (statusCode !== 200 && statusCode !== 202) refused.push(`${statusCode}: ${body.slice(0, 200)}`);
        // A whole deployment takes longer than all else. A text between two limits meets none that a longer one does not.
        await (isEnd ? expectUsable(service, side.path) : expectReadable(service, side.path));
      }

      expect(refused).toEqual([]);
      expect(bodies.filter(({ isEnd }) => isEnd).length).toBeGreaterThan(3);
      await expectDeletable(service, side.path);
    });
  });
};
