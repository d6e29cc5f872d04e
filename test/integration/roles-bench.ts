import { afterAll, beforeAll } from 'vitest';
import { AwsCalls } from './aws-calls.ts';
import { TestService } from './test-service.ts';

export let service: TestService;
export let aws: AwsCalls;

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.startWithoutStream();
    aws = new AwsCalls();
  });
  afterAll(() => service.stop());
};
