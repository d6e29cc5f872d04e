import { hash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDeliveryBody } from '#shared/workflows/deliveries/read-delivery-body.ts';
import { AwsCalls } from '#test/integration/aws-calls.ts';
import { expectStatus, TestService } from '#test/integration/test-service.ts';
import { type Delivery, receive } from './delivery.ts';
import { brokenBodies, malformedTexts } from './malformation.ts';
import type { Payload } from './payloads.ts';
import { connectSide, type Side } from './scene.ts';

let service: TestService;
let aws: AwsCalls;
const counts = { read: 0, received: 0, calls: 0 };

const deliveryOf = (payload: Payload, side: Side, body: string | Buffer): Delivery => ({
  provider: payload.provider,
  hookId: side.hookId,
  headers: payload.sign(body, side.secret),
  body: typeof body === 'string' ? body : body.toString('base64'),
  isBase64Encoded: typeof body !== 'string',
});

/** What the rest of the receiver is given of a body; it depends on nothing else of it. */
const outcomeOf = (payload: Payload, headers: Readonly<Record<string, string>>, body: string): string =>
  hash('sha256', JSON.stringify(readDeliveryBody(payload.webhook, headers, body).parsed));

/**
 * The promise that no rightly signed body, however malformed, is answered with a fault.
 * @param oneOf 1 tries every malformed text; 100 every hundredth
 */
export const describeMalformedBodies = (payloads: readonly Payload[], oneOf: number): void => {
  beforeAll(async () => {
    service = await TestService.startWithoutStream();
    const body = { baseUrl: 'http://127.0.0.1:9' };
    expectStatus(200, await service.api('PUT', '/api/settings/git-providers/gitea', { body }));
    aws = new AwsCalls();
  });
  afterAll(async () => {
    const { read, received, calls } = counts;
    process.stdout.write(
      `Malformed, rightly signed bodies: ${read} read, ${received} of them (one of each outcome, and all broken ones) received with ${calls} AWS calls, 0 answers of 500 and over.\n`,
    );
    await service.stop();
  });

  describe.each(payloads.map((one) => [one.name, one] as const))('the payload "%s"', (_name, payload) => {
    it('malformed at any node, rightly signed, is answered 200 or 202', async () => {
      const side = await connectSide(service, payload, service.token);
      const known = Object.getOwnPropertyNames(Object.prototype);
      const headers = payload.sign('', side.secret);
      const outcomes = new Set<string>();
      const refused: string[] = [];
      const answer = async (body: string | Buffer): Promise<void> => {
        const { calls, result } = await aws.during(() => receive(deliveryOf(payload, side, body)));
        counts.received += 1;
        counts.calls += calls.length;
        // A read and a transaction, whatever the body says.
        if ((result.statusCode !== 200 && result.statusCode !== 202) || calls.length > 2) {
          refused.push(`${result.statusCode} after ${calls.length} calls: ${body.toString().slice(0, 3000)}`);
        }
      };
      await answer(JSON.stringify(payload.value));

      let made = 0;
      for (const text of malformedTexts(payload.value)) {
        made += 1;
        if (made % oneOf !== 0) continue;
        counts.read += 1;
        const outcome = outcomeOf(payload, headers, text);
        if (outcomes.has(outcome)) continue;
        outcomes.add(outcome);
        await answer(text);
      }
      for (const body of brokenBodies(payload.value)) {
        counts.read += 1;
        await answer(body);
      }

      expect(refused).toEqual([]);
      // A sample of a small payload may come to one outcome alone.
      if (oneOf === 1) expect(outcomes.size).toBeGreaterThan(1);
      expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(known);
      expect('polluted' in {}).toBe(false);
    });
  });
};
