import type { Deployment } from '#shared/contract/deployment.ts';
import type { Environment } from '#shared/contract/environment.ts';
import type { Answer } from '#test/call.ts';
import { realPullRequest, realPush } from '#test/fixtures/github.ts';
import { type Connected, expectStatus, type TestService } from '#test/integration/test-service.ts';

type Json = Record<string, unknown>;
const zeros = '0'.repeat(40);

/** Deliveries of GitHub about `main`, which deploys Production on merge. */
export class MergeDeliveries {
  readonly #service: TestService;
  readonly #project: Connected;
  #requests = 0;

  constructor(service: TestService, project: Connected) {
    this.#service = service;
    this.#project = project;
  }

  /** @param commits oldest first */
  push(before: string | null, after: string | null, commits: readonly string[], forced = false): Promise<Answer> {
    const push = realPush();
    const listed = commits.map((id) => ({ id, added: [], modified: [], removed: [] }));
    const head = after === null ? null : { ...(push.head_commit as Json), id: after };
    return this.#service.deliver(this.#project.webhook, 'push', {
      ...push,
      ref: 'refs/heads/main',
      before: before ?? zeros,
      after: after ?? zeros,
      deleted: after === null,
      forced,
      commits: listed,
      head_commit: head,
    });
  }

  merge(commit: string, mergedAt: string): Promise<Answer> {
    this.#requests += 1;
    const payload = realPullRequest(true);
    const pull = payload.pull_request as Json;
    return this.#service.deliver(this.#project.webhook, 'pull_request', {
      ...payload,
      number: this.#requests,
      pull_request: {
        ...pull,
        merge_commit_sha: commit,
        merged_at: mergedAt,
        base: { ...(pull.base as Json), ref: 'main' },
      },
    });
  }

  async deployments(): Promise<readonly Deployment[]> {
    const path = `${this.#project.path}/deployments?environmentId=${this.#project.environments.main}&limit=100`;
    return expectStatus(200, await this.#service.api('GET', path)).json.deployments as Deployment[];
  }

  async production(): Promise<Environment> {
    const path = `${this.#project.path}/environments/${this.#project.environments.main}`;
    return expectStatus(200, await this.#service.api('GET', path)).json as unknown as Environment;
  }
}
