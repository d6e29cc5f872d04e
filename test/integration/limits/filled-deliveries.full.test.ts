import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectStatus, TestService } from '#test/integration/test-service.ts';
import { receive } from '#test/integration/webhooks/delivery.ts';
import { connectSide } from '#test/integration/webhooks/scene.ts';
import { expectDeletable, expectUsable, filledBodies, samplePayloads } from './filled-deliveries.ts';

let service: TestService;

beforeAll(async () => {
  service = await TestService.start();
  const body = { baseUrl: 'http://127.0.0.1:9' };
  expectStatus(200, await service.api('PUT', '/api/settings/git-providers/gitea', { body }));
});
afterAll(() => service.stop());

describe.each(samplePayloads.map((one) => [one.name, one] as const))('the payload "%s"', (_name, payload) => {
  it('with any of its texts of any length is taken, and after each its environments go on', async () => {
    const side = await connectSide(service, payload, service.token);
    const { provider } = payload;
    const bodies = filledBodies(payload);
    const refused: string[] = [];

    for (const { body } of bodies) {
      const headers = payload.sign(body, side.secret);
      const { statusCode } = await receive({ provider, hookId: side.hookId, headers, body, isBase64Encoded: false });
      if (statusCode !== 200 && statusCode !== 202) refused.push(`${statusCode}: ${body.slice(0, 200)}`);
      await expectUsable(service, side.path);
    }

    expect(refused).toEqual([]);
    expect(bodies.length).toBeGreaterThan(0);
    await expectDeletable(service, side.path);
  });
});
