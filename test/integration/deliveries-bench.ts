import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import * as z from 'zod';
import { Decision } from '#shared/contract/decision.ts';
import { Delivery } from '#shared/contract/delivery.ts';
import type { Answer } from '#test/call.ts';
import { followingPushes } from '#test/fixtures/github.ts';
import { type Connected, expectStatus, TestService } from './test-service.ts';

export let service: TestService;
export let project: Connected;
export type Json = Record<string, unknown>;
export const Page = z.strictObject({ deliveries: z.array(Delivery), nextCursor: z.string().nullable() });
export const thirtyDaysMinutes = 30 * 24 * 60;
export const pushTo = followingPushes();
export const commitSha = (): string => randomBytes(20).toString('hex');

export const push = (branch: string, over: Json = {}): Promise<Answer> =>
  service.deliver(project.webhook, 'push', pushTo(branch, over));

export const get = (below: string): Promise<Answer> => service.api('GET', `${project.path}${below}`);

export const list = async (query = ''): Promise<z.infer<typeof Page>> => {
  await service.settled();
  return Page.parse(expectStatus(200, await get(`/deliveries${query}`)).json);
};

export const one = async (id: unknown): Promise<Delivery> =>
  Delivery.parse(expectStatus(200, await get(`/deliveries/${id}`)).json);

export const simulate = (body: unknown): Promise<Answer> =>
  service.api('POST', `${project.path}/branch-mappings/simulate`, { body });

export const simulated = async (body: unknown): Promise<Decision> =>
  Decision.parse(expectStatus(200, await simulate(body)).json);

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.start();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    project = await service.connectedProject();
  });
};
