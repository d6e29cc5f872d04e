import type { Deployment } from '#shared/contract/deployment.ts';
import type { Claim, Heartbeat } from '#shared/contract/runner.ts';

/** The Secrets Manager of `npm start`. */
export type SecretStore = NonNullable<Claim['secretStore']>;

export type LogLine = { readonly at: string; readonly text: string };

/** What the runner finds in the commit of a deployment. */
export type CommitFacts = {
  /** The full id. */
  readonly commitSha?: string;
  /** The first line. */
  readonly commitMessage?: string;
  readonly commitAuthor?: string;
  readonly changePlan?: NonNullable<Deployment['changePlan']>;
  readonly submodules?: NonNullable<Deployment['submodules']>;
};

/** The completion of a deployment. */
export type Completion = CommitFacts & {
  readonly status: 'succeeded' | 'failed' | 'cancelled' | 'superseded';
  readonly statusReason?: string;
  readonly errorMessage?: string;
};

/** The API calls of a runner, for one environment. Each throws ApiFailure. */
export type RunnerApi = {
  /** @returns null if nothing is queued */
  readonly claim: () => Promise<Claim | null>;
  /** @param facts what was found since the last heartbeat that was answered */
  readonly heartbeat: (deploymentId: string, lease: string, facts: CommitFacts) => Promise<Heartbeat>;
  readonly appendLogs: (deploymentId: string, lease: string, seq: number, lines: readonly LogLine[]) => Promise<void>;
  /** @param idempotencyKey the same for every try */
  readonly complete: (
    deploymentId: string,
    lease: string,
    completion: Completion,
    idempotencyKey: string,
  ) => Promise<void>;
};
