import { ApiFailure } from '#shared/client/api-failure.ts';
import type { Client } from '#shared/client/client.ts';
import type { Deployment } from '#shared/contract/deployment.ts';
import type { DeploymentLog } from '#shared/contract/deployment-log.ts';
import type { DeploymentStatus } from '#shared/contract/deployment-status.ts';
import { getDeployment, getDeploymentLogs } from '#shared/contract/endpoints/deployments.ts';
import { exitCodeOf } from '../exit-code.ts';
import { exitCodes } from '../exit-codes.ts';
import { say } from '../output.ts';

type Line = DeploymentLog['lines'][number];
type Params = { readonly projectId: string; readonly deploymentId: string };

/** What the end of a deployment means to a script; null while it goes on. */
export const resultOf = (status: DeploymentStatus): number | null => {
  switch (status) {
    case 'waiting':
    case 'queued':
    case 'running':
      return null;
    case 'succeeded':
      return exitCodes.ok;
    case 'failed':
      return exitCodes.deploymentFailed;
    // Another deployment took its place, or a person stopped it: it did not deploy what was asked for.
    case 'cancelled':
    case 'superseded':
      return exitCodes.cancelled;
  }
};

const elapsed = (sinceMs: number, nowMs: number): string => {
  const seconds = Math.max(0, Math.round((nowMs - sinceMs) / 1000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
};

export type FollowOptions = {
  readonly client: Client;
  readonly params: Params;
  readonly onLine: (line: Line) => void;
  readonly sleep?: (ms: number) => Promise<void>;
};

const pollMs = 1000;

/**
 * Follows a deployment to its end: each new state goes to stderr, each line of the log to the caller. Where the service
 * does not answer for a time, it asks again.
 * @returns the deployment as it ended
 * @throws ApiFailure for an answer that another try does not change
 */
export const follow = async (options: FollowOptions): Promise<Deployment> => {
  const { client, params, onLine } = options;
  const sleep = options.sleep ?? ((ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)));
  const startedMs = Date.now();
  let after = 0;
  let shown = '';
  let isLost = false;

  const readLog = async (): Promise<void> => {
    for (;;) {
      const { body } = await client.call(getDeploymentLogs, { params, query: { after: String(after) } });
      for (const line of body.lines) onLine(line);
      after = body.lastSeq;
      if (body.lines.length === 0 || body.nextCursor === null) return;
    }
  };

  for (;;) {
    try {
      const { body } = await client.call(getDeployment, { params });
      if (isLost) say('ocore: the service answers again.');
      isLost = false;
      const state =
        body.status === 'waiting' ? `waiting for ${body.waitsFor.join(' and ') || 'its turn'}` : body.status;
      if (state !== shown) say(`ocore: ${state} (${elapsed(startedMs, Date.now())})`);
      shown = state;
      // The log is read after the state: an ended deployment writes no more.
      await readLog();
      if (resultOf(body.status) !== null) return body;
    } catch (error) {
      if (!(error instanceof ApiFailure) || exitCodeOf(error) !== exitCodes.retryable) throw error;
      if (!isLost) say(`ocore: ${error.message} Asking again; the deployment goes on.`);
      isLost = true;
    }
    await sleep(pollMs);
  }
};

/** Ctrl-C ends the command and leaves the deployment alone. */
export const leaveOnInterrupt = ({ projectId, deploymentId }: Params): void => {
  process.once('SIGINT', () => {
    say(`\nocore: the deployment goes on. Follow it with: ocore deployment logs ${projectId} ${deploymentId} --follow`);
    process.exit(exitCodes.interrupted);
  });
};
