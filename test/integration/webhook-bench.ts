import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { WebhookAnswer } from '#shared/contract/webhook.ts';
import type { Answer } from '#test/call.ts';
import { followingPushes, realPing, realPullRequest, realPush } from '#test/fixtures/github.ts';
import { TableContents } from '#test/integration/table-contents.ts';
import { type Connected, expectStatus, TestService, type Webhook } from '#test/integration/test-service.ts';

export let service: TestService;
export let contents: TableContents;
export let project: Connected;
export type Json = Record<string, unknown>;

/** The published push, to a branch of the manual's table and with a commit of its own. */
export const pushTo = followingPushes();

/** The published ping, of the repository that is connected. */
export const ourPing = (): Json => ({ ...realPing(), repository: realPush().repository });

export const merge = (merged: boolean, base: string): Json => {
  const payload = realPullRequest(merged);
  const pull = payload.pull_request as Json;
  return { ...payload, pull_request: { ...pull, base: { ...(pull.base as Json), ref: base } } };
};

export const pathOf = (webhook: Pick<Webhook, 'url'>): string => new URL(webhook.url).pathname;

export const deployments = async (): Promise<Json[]> =>
  expectStatus(200, await service.api('GET', `${project.path}/deployments`)).json.deployments as Json[];

export const post = (path: string, headers: Record<string, string>, rawBody: string | Buffer): Promise<Answer> =>
  service.anonymous('POST', path, { headers, rawBody });

/** An authentic delivery that deploys nothing: 200 with the reason, and no deployment. */
export const expectIgnored = async (
  answer: Answer,
  decision: 'ignore' | 'duplicate',
  reason: RegExp,
): Promise<void> => {
  const body = WebhookAnswer.parse(expectStatus(200, answer).json);
  expect(body).toMatchObject({ decision, deployments: [] });
  expect(body.reason).toMatch(reason);
  expect(await deployments()).toEqual([]);
};

/** The answer to a delivery that was decided before. */
export const expectReplay = (again: Answer, first: Answer): void => {
  const reason = `Replayed: ${first.json.reason}`;
  expect(expectStatus(200, again).json).toEqual({ ...first.json, reason, replayed: true });
};

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.start();
    contents = new TableContents(service);
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    project = await service.connectedProject();
  });
};
