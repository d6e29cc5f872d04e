import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { Proof } from '#shared/domain/records/proof.ts';
import { bitbucketWebhook } from '#shared/providers/bitbucket/webhook.ts';
import { giteaWebhook } from '#shared/providers/gitea/webhook.ts';
import { githubWebhook } from '#shared/providers/github/webhook.ts';
import { gitlabWebhook } from '#shared/providers/gitlab/webhook.ts';
import type { WebhookProvider } from '#shared/providers/webhook/webhook-provider.ts';
import { examplesOf, githubHeaders, realPullRequest } from '#test/fixtures/github.ts';
import {
  bitbucketHeaders,
  bitbucketMerge,
  bitbucketPush,
  bitbucketRef,
  commitA,
  commitB,
  giteaDelete,
  giteaHeaders,
  giteaMerge,
  giteaPush,
  gitlabMerge,
  gitlabPush,
  gitlabSignedHeaders,
  gitlabTag,
} from '#test/fixtures/other-providers.ts';

type Json = Record<string, unknown>;

/** A payload of the fixtures, and how its provider sends it. */
export type Payload = {
  readonly name: string;
  readonly provider: 'github' | 'gitlab' | 'bitbucket' | 'gitea';
  readonly webhook: WebhookProvider;
  readonly proof: Proof;
  /** Of the repository that the payload is about, so that all of it is read. */
  readonly repositoryUrl: string;
  readonly value: Json;
  readonly sign: (body: string | Buffer, secret: string) => Record<string, string>;
};

const folder = new URL('../../fixtures/payloads/', import.meta.url);
const recorded = (provider: string): readonly (readonly [file: string, value: Json])[] =>
  readdirSync(new URL(`${provider}/`, folder))
    .sort()
    .map((file) => [file, JSON.parse(readFileSync(new URL(`${provider}/${file}`, folder), 'utf8')) as Json]);

const nameOf = (value: Json): string => {
  const repository = (value.repository ?? {}) as Json;
  return String(repository.full_name ?? 'Codertocat/Hello-World');
};

const github = (name: string, event: string, value: Json): Payload => ({
  name: `GitHub ${name}`,
  provider: 'github',
  webhook: githubWebhook,
  proof: 'body-hmac',
  repositoryUrl: `git@github.com:${nameOf(value)}.git`,
  value,
  sign: (body, secret) => githubHeaders(event, body, secret),
});

const gitlab = (name: string, value: Json): Payload => ({
  name: `GitLab ${name}`,
  provider: 'gitlab',
  webhook: gitlabWebhook,
  proof: 'signing-token',
  repositoryUrl: `git@gitlab.com:${(value.project as Json).path_with_namespace}.git`,
  value,
  sign: (body, secret) => {
    // GitLab's id of a delivery is what tells a repetition: each body is one of its own.
    const id = hash('sha256', body);
    return gitlabSignedHeaders('Push Hook', body, secret, Math.floor(Date.now() / 1000), id);
  },
});

const bitbucket = (name: string, event: string, value: Json): Payload => ({
  name: `Bitbucket ${name}`,
  provider: 'bitbucket',
  webhook: bitbucketWebhook,
  proof: 'body-hmac',
  repositoryUrl: `git@bitbucket.org:${nameOf(value)}.git`,
  value,
  sign: (body, secret) => bitbucketHeaders(event, body, secret),
});

const gitea = (name: string, event: string, value: Json): Payload => ({
  name: `Gitea ${name}`,
  provider: 'gitea',
  webhook: giteaWebhook,
  proof: 'body-hmac',
  repositoryUrl: `http://127.0.0.1:9/${nameOf(value)}.git`,
  value,
  sign: (body, secret) => giteaHeaders(event, body, secret),
});

const giteaEvents: Readonly<Record<string, string>> = {
  'branch-delete.json': 'delete',
  'tag-delete.json': 'delete',
  'create.json': 'create',
  'pull-request-closed.json': 'pull_request',
  'pull-request-merged.json': 'pull_request',
};

const branch = (hash: string): Json => bitbucketRef('branch', 'staging', hash);

/** Every payload of the fixtures. Of GitHub's 29 pull requests those that closed. */
export const payloads: readonly Payload[] = [
  ...examplesOf('push').map((value, index) => github(`push ${index + 1}`, 'push', value)),
  ...examplesOf('ping').map((value, index) => github(`ping ${index + 1}`, 'ping', value)),
  github('pull request, merged', 'pull_request', realPullRequest(true)),
  github('pull request, closed', 'pull_request', realPullRequest(false)),
  ...recorded('github').map(([file, value]) => github(file, 'push', value)),
  ...recorded('gitlab').map(([file, value]) => gitlab(file, value)),
  gitlab('push', gitlabPush()),
  gitlab('tag', gitlabTag()),
  gitlab('merge request', gitlabMerge()),
  bitbucket(
    'push',
    'repo:push',
    bitbucketPush([
      { old: branch(commitA), new: branch(commitB), forced: false },
      { old: branch(commitB), new: null },
      { old: null, new: bitbucketRef('annotated_tag', 'v1.0', commitB) },
    ]),
  ),
  bitbucket('merge', 'pullrequest:fulfilled', bitbucketMerge()),
  ...recorded('gitea').map(([file, value]) => gitea(file, giteaEvents[file] ?? 'push', value)),
  gitea('push', 'push', giteaPush()),
  gitea('delete', 'delete', giteaDelete()),
  gitea('merge', 'pull_request', giteaMerge(true)),
];
