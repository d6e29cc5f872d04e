import { afterAll, beforeAll } from 'vitest';
import * as z from 'zod';
import { Repository } from '#shared/contract/repository.ts';
import type { Answer } from '#test/call.ts';
import { realPing, realPush, realRepository } from '#test/fixtures/github.ts';
import { TableContents } from '#test/integration/table-contents.ts';
import { expectStatus, TestService, type Webhook } from '#test/integration/test-service.ts';

export let service: TestService;
export let contents: TableContents;
export const Shape = z.strictObject(Repository.shape);

export const connect = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  service.api('POST', `${path}/repository`, { body, headers });

export const get = async (path: string): Promise<Repository> =>
  Shape.parse(expectStatus(200, await service.api('GET', `${path}/repository`)).json);

export const connected = async (): Promise<{ id: string; path: string; first: Repository }> => {
  const { id, path } = await service.project();
  const made = expectStatus(201, await connect(path, { repositoryUrl: realRepository.sshUrl }));
  return { id, path, first: Shape.parse(made.json) };
};

export const regenerate = async (path: string, body?: unknown): Promise<Repository> =>
  Shape.parse(
    expectStatus(200, await service.api('POST', `${path}/repository/regenerate-key`, { ...(body ? { body } : {}) }))
      .json,
  );

export const reconfigure = async (path: string, body?: unknown): Promise<Repository & { webhook: Webhook }> =>
  expectStatus(200, await service.api('POST', `${path}/repository/reconfigure-webhook`, { ...(body ? { body } : {}) }))
    .json as Repository & { webhook: Webhook };

export const hookOf = (repository: Repository): Webhook => repository.webhook as Webhook;

/** A ping that differs from every other one: the same bytes again would be a replay. */
let zens = 0;

export const ping = (webhook: Webhook): Promise<Answer> => {
  zens += 1;
  return service.deliver(webhook, 'ping', {
    ...realPing(),
    repository: realPush().repository,
    zen: `Keep it logically awesome ${zens}.`,
  });
};

export const actions = (repository: Repository): string[] => repository.nextSteps.map((step) => step.action);

export const secretIds = (projectId: string): string[] =>
  service.local.secrets
    .names()
    .filter((name) => name.includes(projectId))
    .map((name) => name.split('/').at(-1) ?? '')
    .sort();

export const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.start();
    contents = new TableContents(service);
  });
  afterAll(() => service.stop());
};
