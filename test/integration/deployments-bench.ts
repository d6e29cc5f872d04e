import { afterAll, beforeAll, beforeEach } from 'vitest';
import * as z from 'zod';
import { Deployment } from '#shared/contract/deployment.ts';
import { Environment } from '#shared/contract/environment.ts';
import type { Answer } from '#test/call.ts';
import { nextMillisecond } from './clock.ts';
import { type Connected, expectStatus, TestService } from './test-service.ts';

export let service: TestService;
export let project: Connected;
export const Shape = z.strictObject(Deployment.shape);
export const Page = z.strictObject({ deployments: z.array(Shape), nextCursor: z.string().nullable() });
export type Page = z.infer<typeof Page>;
export const sha = 'c'.repeat(40);
export const unknown = 'env_01ARZ3NDEKTSV4RRFFQ69G5FAV';
export const deploy = (body: unknown): Promise<Answer> => service.api('POST', `${project.path}/deploy`, { body });

export const deployed = async (body: unknown): Promise<Deployment> => {
  const answer = expectStatus(202, await deploy(body));
  // Two in one millisecond have no order that an id could show.
  await nextMillisecond();
  return Shape.parse(answer.json);
};

export const get = async (below: string): Promise<Answer> =>
  expectStatus(200, await service.api('GET', `${project.path}${below}`));

export const one = async (id: string): Promise<Deployment> => Shape.parse((await get(`/deployments/${id}`)).json);

export const environment = async (id: string): Promise<Environment> =>
  z.strictObject(Environment.shape).parse((await get(`/environments/${id}`)).json);

export const list = async (query = ''): Promise<Page> => Page.parse((await get(`/deployments${query}`)).json);
export const ids = (page: Page): string[] => page.deployments.map(({ id }) => id);

/** Makes a new project the one of the test. */
export const useNewProject = async (): Promise<void> => {
  project = await service.connectedProject();
};

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.start();
  });
  afterAll(() => service.stop());
  beforeEach(useNewProject);
};
