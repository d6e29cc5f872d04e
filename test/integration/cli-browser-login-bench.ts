import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { Browser, RealProvider } from '#test/fixtures/real-provider.ts';
import { ocoreCommand, type Ran, runCommand } from '#test/run-command.ts';
import { type Started, startCommand } from '#test/start-command.ts';
import type { Contexts } from '../../cli/contexts/context-file.ts';
import { expectStatus, TestService } from './test-service.ts';

export let provider: RealProvider;
export let service: TestService;
export let folder: string;
const nobody = { OCORE_TOKEN: undefined, OCORE_API_URL: undefined, OCORE_ORG: undefined, OCORE_CONTEXT: undefined };
const noScreen = { DISPLAY: undefined, WAYLAND_DISPLAY: undefined, BROWSER: undefined, WSL_DISTRO_NAME: undefined };
export const environment = (): NodeJS.ProcessEnv => ({ ...nobody, ...noScreen, XDG_CONFIG_HOME: folder });
export const ocore = (args: readonly string[]): Promise<Ran> => runCommand(ocoreCommand, args, { env: environment() });

export const file = (): string => join(folder, 'ocore', 'contexts.json');
export const contexts = (): Contexts => JSON.parse(readFileSync(file(), 'utf8')) as Contexts;
export const contextNow = () => Object.values(contexts().contexts)[0];

export const invite = async (email: string, token = service.token): Promise<void> => {
  const body = { email, roleId: 'developer' };
  expectStatus(201, await service.api('POST', '/api/members/invite', { body, token }));
};

/** A second organisation that has invited somebody. */
export const inviteElsewhere = async (email: string, slug: string): Promise<void> => {
  const made = await runCommand(
    ocoreCommand,
    ['admin', 'create-organization', '--slug', slug, '--name', 'Other Corp'],
    { env: { ...environment(), OCORE_ADMIN_ENDPOINT: service.local.adminEndpoint } },
  );
  const key = /ocore_\w+/.exec(made.stdout)?.[0];
  await invite(email, key);
};

export const addressIn = (text: string): string | undefined => /http:\/\/127\.0\.0\.1:\d+\/auth\?\S+/.exec(text)?.[0];

/** Goes to the address that a command prints, and signs in there. */
export const signInAt = async (printed: () => string, account: string): Promise<void> => {
  await expect.poll(() => addressIn(printed())).toBeDefined();
  await new Browser(provider.url).visit(addressIn(printed()) ?? '', account);
};

export const startLogin = (...more: readonly string[]): Started =>
  startCommand(ocoreCommand, ['login', service.local.url, '--no-browser', ...more], environment());

export const login = async (account: string, ...more: readonly string[]): Promise<Ran> => {
  const started = startLogin(...more);
  await signInAt(started.stderr, account);
  return { code: await started.ended, stdout: started.stdout(), stderr: started.stderr() };
};

/** The service refuses the token that the file has from now on. */
export const spoil = (change: { readonly accessToken?: string; readonly expiresAt?: number }): void => {
  const { current, contexts: all } = contexts();
  const [name = '', context] = Object.entries(all)[0] ?? [];
  const signedIn = { ...context?.signedIn, ...change };
  writeFileSync(file(), JSON.stringify({ current, contexts: { [name]: { ...context, signedIn } } }));
};

/** Starts what the tests of a file need, and stops it after them; each test has a folder of its own. */
export const useBench = (): void => {
  beforeAll(async () => {
    provider = await RealProvider.start();
    service = await TestService.start({ signIn: provider.settings });
  });
  afterAll(async () => {
    await service.stop();
    await provider.stop();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ocore-browser-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
};
