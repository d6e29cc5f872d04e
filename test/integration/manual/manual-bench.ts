import { afterAll, beforeAll } from 'vitest';
import { TestService } from '../test-service.ts';
import { manualCommands } from './manual-commands.ts';

export const commands = manualCommands();
export let service: TestService;

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.start();
  });
  afterAll(() => service.stop());
};
