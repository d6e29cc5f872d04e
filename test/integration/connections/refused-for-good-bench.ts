import { afterAll, beforeAll } from 'vitest';
import { TestService } from '#test/integration/test-service.ts';
import type { Project } from './connection.ts';

export let service: TestService;
export const call = (project: Project, action: string) => service.api('POST', `${project.path}/repository/${action}`);

export const actionsOf = (repository: { nextSteps: readonly { action: string }[] }): string[] =>
  repository.nextSteps.map(({ action }) => action);

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.start();
  });
  afterAll(() => service.stop());
};
