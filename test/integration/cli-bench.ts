import { afterAll, beforeAll } from 'vitest';
import { ocoreCommand, type Ran, runCommand } from '#test/run-command.ts';
import { TestService } from './test-service.ts';

export let service: TestService;

export const ocore = (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> =>
  runCommand(ocoreCommand, args, {
    env: { OCORE_TOKEN: service.token, OCORE_API_URL: service.local.url, ...env },
  });

export const createOrganization = (slug: string, env: NodeJS.ProcessEnv = {}): Promise<Ran> =>
  ocore(['admin', 'create-organization', '--slug', slug, '--name', 'Acme Corp'], {
    OCORE_ADMIN_ENDPOINT: service.local.adminEndpoint,
    ...env,
  });

/** Runs an admin command on the running service. */
export const admin = (...args: readonly string[]): Promise<Ran> =>
  ocore(['admin', ...args], { OCORE_ADMIN_ENDPOINT: service.local.adminEndpoint });

/** Starts what the tests of a file need, and stops it after them. */
export const useService = (): void => {
  beforeAll(async () => {
    service = await TestService.start();
  });
  afterAll(() => service.stop());
};
