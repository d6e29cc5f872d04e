import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { invoke } from '#infra/local/function-registry.ts';
import type { Answer, CallOptions } from '#test/call.ts';
import { AwsFaults } from '#test/integration/aws-faults.ts';
import { minutesLater } from '#test/integration/clock.ts';
import { TableContents } from '#test/integration/table-contents.ts';
import { expectStatus, TestService } from '#test/integration/test-service.ts';
import type { GiteaStandIn } from '../providers/gitea-stand-in.ts';
import type { GithubStandIn } from '../providers/github-stand-in.ts';
import { type GitHost, giteaHost, githubHost } from './git-host.ts';

export const hostKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl';
export const fingerprint = 'SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU';
export const acme = 'https://git.acme.example';
export let service: TestService;
export let faults: AwsFaults;
export let contents: TableContents;
export let gitea: GitHost<GiteaStandIn>;
export let github: GitHost<GithubStandIn>;
export const path = (provider: string): string => `/api/settings/git-providers/${provider}`;

export const put = (provider: string, body: unknown, options: CallOptions = {}): Promise<Answer> =>
  service.api('PUT', path(provider), { body, ...options });

export const get = (provider: string): Promise<Answer> => service.api('GET', path(provider));
export const remove = (provider: string): Promise<Answer> => service.api('DELETE', path(provider));
export const token = (value: string) => ({ kind: 'token', token: value });
export const withGood = () => ({ baseUrl: gitea.baseUrl, credential: token(gitea.tokens.good) });

export const credentialSecrets = (): string[] =>
  service.local.secrets.names().filter((name) => name.startsWith('ocore/provider-credential/'));

export const tick = (): Promise<unknown> => minutesLater(2, () => invoke('schedules/tick', {}));

export const storedSettings = (provider: string) =>
  contents.item(`ORG#${service.local.organization.id}`, `PROVIDER#${provider}`);

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.start();
    faults = new AwsFaults();
    contents = new TableContents(service);
    [gitea, github] = await Promise.all([giteaHost(), githubHost()]);
  });
  afterAll(async () => {
    await gitea.standIn.stop();
    await github.standIn.stop();
    await service.stop();
  });
  beforeEach(async () => {
    gitea.standIn.reset();
    github.standIn.reset();
    for (const provider of ['github', 'gitlab', 'bitbucket', 'gitea']) expectStatus(204, await remove(provider));
    await tick();
    expect(credentialSecrets()).toEqual([]);
  });
};
