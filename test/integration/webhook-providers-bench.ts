import { afterAll, beforeAll } from 'vitest';
import type { Answer } from '#test/call.ts';
import {
  bitbucketHeaders,
  bitbucketPush,
  bitbucketRef,
  commitA,
  commitB,
  giteaHeaders,
  giteaPush,
  gitlabPush,
  gitlabTokenHeaders,
} from '#test/fixtures/other-providers.ts';
import { expectStatus, TestService, type Webhook } from './test-service.ts';

export let service: TestService;

/** A project with Staging and Development, connected to a repository of the fixtures. */
export const connected = async (
  repositoryUrl: string,
): Promise<{ readonly path: string; readonly webhook: Webhook }> => {
  const { path } = await service.project();
  await service.environment(path, { name: 'Staging', type: 'staging', branch: 'staging' });
  await service.environment(path, { name: 'Development', type: 'development', branch: 'develop' });
  const made = expectStatus(201, await service.api('POST', `${path}/repository`, { body: { repositoryUrl } }));
  return { path, webhook: made.json.webhook as Webhook };
};

export const deliver = (webhook: Webhook, body: string, headers: Record<string, string>): Promise<Answer> =>
  service.anonymous('POST', new URL(webhook.url).pathname, { rawBody: body, headers });

export const deployed = async (path: string): Promise<readonly string[]> => {
  const { json } = await service.api('GET', `${path}/deployments?limit=100`);
  const list = json.deployments as { environmentName: string; branch: string; status: string }[];
  return list.map((one) => `${one.environmentName} ${one.branch} ${one.status}`).sort();
};

export const providers = {
  gitlab: {
    url: 'git@gitlab.com:acme/team/odoo-custom.git',
    push: gitlabPush(),
    headers: (_body: string, secret: string) => gitlabTokenHeaders('Push Hook', secret),
  },
  bitbucket: {
    url: 'git@bitbucket.org:acme/odoo-custom.git',
    push: bitbucketPush([
      { old: bitbucketRef('branch', 'staging', commitA), new: bitbucketRef('branch', 'staging', commitB) },
    ]),
    headers: (body: string, secret: string) => bitbucketHeaders('repo:push', body, secret),
  },
  gitea: {
    url: 'http://127.0.0.1:9/acme/odoo-custom.git',
    push: giteaPush(),
    headers: (body: string, secret: string) => giteaHeaders('push', body, secret),
  },
} as const;

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.start();
    const body = { baseUrl: 'http://127.0.0.1:9' };
    expectStatus(200, await service.api('PUT', '/api/settings/git-providers/gitea', { body }));
  });
  afterAll(() => service.stop());
};
