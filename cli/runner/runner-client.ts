import type { Client } from '#shared/client/client.ts';
import {
  appendLogs,
  claimDeployment,
  completeDeployment,
  heartbeatDeployment,
} from '#shared/contract/endpoints/runner.ts';
import type { RunnerApi } from './runner-api.ts';

export type RunnerClientOptions = {
  readonly client: Client;
  readonly projectId: string;
  readonly environmentId: string;
  /** What the runner calls itself. */
  readonly name: string;
  /** How long a claim may wait in the service, 0 to 20. */
  readonly waitSeconds: number;
};

/** The API calls of a runner, made with the typed client. */
export const runnerClient = ({ client, ...options }: RunnerClientOptions): RunnerApi => {
  const { projectId, environmentId } = options;
  return {
    claim: async () => {
      const body = { runner: options.name, waitSeconds: options.waitSeconds };
      return (await client.call(claimDeployment, { params: { projectId, environmentId }, body })).body;
    },
    heartbeat: async (deploymentId, lease, facts) =>
      (await client.call(heartbeatDeployment, { params: { projectId, deploymentId }, body: { lease, ...facts } })).body,
    appendLogs: async (deploymentId, lease, seq, lines) => {
      await client.call(appendLogs, { params: { projectId, deploymentId }, body: { lease, seq, lines: [...lines] } });
    },
    complete: async (deploymentId, lease, completion, idempotencyKey) => {
      const body = { lease, ...completion };
      await client.call(completeDeployment, { params: { projectId, deploymentId }, body, idempotencyKey });
    },
  };
};
