import { afterAll, beforeAll } from 'vitest';
import { TestService } from '#test/integration/test-service.ts';

export let service: TestService;

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.start();
  });
  afterAll(() => service.stop());
};
