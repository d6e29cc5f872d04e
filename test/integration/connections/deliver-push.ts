import type { Answer } from '#test/call.ts';
import { githubHeaders } from '#test/fixtures/github.ts';
import {
  bitbucketHeaders,
  bitbucketPush,
  bitbucketRef,
  giteaHeaders,
  giteaPush,
  gitlabPush,
  gitlabSignedHeaders,
  gitlabTokenHeaders,
} from '#test/fixtures/other-providers.ts';
import type { TestService } from '#test/integration/test-service.ts';
import type { SeenHook } from '../providers/provider-stand-in.ts';
import type { GitHost } from './git-host.ts';
import { newCommit, placeOf, pushOf } from './real-push.ts';

type Json = Record<string, unknown>;

const payloadOf = ({ provider, standIn }: GitHost, after: string): Json => {
  const { id, fullName } = standIn.repository();
  const { before, seconds } = placeOf(after);
  const date = new Date(seconds * 1000).toISOString();
  const commit = { id: after, message: 'Fix the report', timestamp: date, author: { name: 'Jo Smith' } };
  switch (provider) {
    case 'github':
      return pushOf('staging', after);
    case 'gitlab':
      return gitlabPush({
        before,
        after,
        checkout_sha: after,
        commits: [commit],
        project_id: Number(id),
        project: { id: Number(id), path_with_namespace: fullName },
      });
    case 'bitbucket': {
      const next = bitbucketRef('branch', 'staging', after);
      const dated = { ...next, target: { ...(next.target as Json), date } };
      const change = { old: bitbucketRef('branch', 'staging', before), new: dated };
      return { ...bitbucketPush([change]), repository: { uuid: id, full_name: fullName } };
    }
    case 'gitea':
      return giteaPush({ before, after, head_commit: commit, repository: { id: Number(id), full_name: fullName } });
  }
};

const headersOf = (
  { provider }: GitHost,
  { secret, proof }: SeenHook,
  body: string,
  after: string,
): Record<string, string> => {
  switch (provider) {
    case 'github':
      return githubHeaders('push', body, secret);
    case 'gitlab': {
      if (proof === 'plain-token') return gitlabTokenHeaders('Push Hook', secret, after);
      const signingToken = `whsec_${Buffer.from(secret, 'base64url').toString('base64')}`;
      return gitlabSignedHeaders('Push Hook', body, signingToken, Math.floor(Date.now() / 1000), after);
    }
    case 'bitbucket':
      return bitbucketHeaders('repo:push', body, secret);
    case 'gitea':
      return giteaHeaders('push', body, secret);
  }
};

/** Delivers a push to `staging` as the provider does with the hook that it has. */
export const deliverPush = (
  service: TestService,
  host: GitHost,
  hook: SeenHook,
  after = newCommit(),
): Promise<Answer> => {
  const rawBody = JSON.stringify(payloadOf(host, after));
  const headers = headersOf(host, hook, rawBody, after);
  return service.anonymous('POST', new URL(hook.url).pathname, { rawBody, headers });
};
