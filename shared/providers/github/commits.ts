import * as z from 'zod/mini';
import { cutText } from '#shared/contract/text-limits.ts';
import { cutName } from '#shared/providers/client/cut-name.ts';
import type { CommitState, CommitStatus, ProviderRepository } from '#shared/providers/client/git-provider.ts';
import type { GithubApi } from './api.ts';
import { compareOnGithub } from './comparison.ts';
import type { ApiRequest } from './exchange.ts';

const states = {
  pending: 'pending',
  running: 'pending',
  success: 'success',
  failure: 'failure',
  cancelled: 'error',
} as const satisfies Record<CommitState, string>;

const maxDescription = 140;
const maxContext = 255;
/** A comparison lists at most this many files, without saying that it left any out. */
const maxFiles = 300;

const reporting = {
  what: 'set the commit status',
  needs: 'It needs the permission Commit statuses (read and write), or the scope repo:status of a classic token.',
  method: 'POST',
  path: '/statuses/{sha}',
} as const satisfies ApiRequest;

/**
 * Statuses and comparisons of a repository's commits.
 * Source: docs/design/providers.md, "GitHub: statuses and comparisons".
 */
export class GithubCommits {
  readonly #api: GithubApi;

  constructor(api: GithubApi) {
    this.#api = api;
  }

  async setStatus(repository: ProviderRepository, commitSha: string, status: CommitStatus): Promise<void> {
    const answer = await this.#api.sendTo(repository, {
      ...reporting,
      parameters: {
        sha: commitSha,
        state: states[status.state],
        context: cutName(status.context, maxContext),
        description: cutText(status.description, maxDescription),
        target_url: status.targetUrl,
      },
    });
    this.#api.read(z.object({ state: z.string() }), answer, reporting);
  }

  /**
   * GitHub compares with the common ancestor. The files are the difference between base and head only if the head
   * follows the base.
   */
  async compare(repository: ProviderRepository, base: string, head: string): Promise<readonly string[] | null> {
    const comparison = await compareOnGithub(this.#api, repository, base, head);
    if (comparison?.follows !== true) return null;
    const { files } = comparison;
    if (files === undefined || files.length >= maxFiles) return null;
    const names = files.flatMap((file) => [file.filename, file.previous_filename ?? file.filename]);
    return [...new Set(names)];
  }
}
