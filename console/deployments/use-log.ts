import { useEffect, useRef, useState } from 'react';
import type { DeploymentLog } from '#shared/contract/deployment-log.ts';
import { getDeploymentLogs } from '#shared/contract/endpoints/deployments.ts';
import { useApi } from '../api/api-context.tsx';
import { restingMs, runningMs } from '../api/use-read.ts';

export type LogLine = DeploymentLog['lines'][number];

export type Log = {
  /** They grow in place: copying 100,000 lines for each page would cost more than reading them. */
  readonly lines: readonly LogLine[];
  readonly count: number;
  /** `behind`: lines that are there are still read. `waiting`: more may come. `ended`: nothing follows. */
  readonly state: 'behind' | 'waiting' | 'ended';
  readonly failure: unknown;
  readonly retry: () => void;
};

/** Resolves after a time, and then once the tab is seen; at once where it is woken or given up. */
const pause = (ms: number, signal: AbortSignal, wakeable: (wake: () => void) => void): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', look);
      resolve();
    };
    const look = (): void => {
      if (document.visibilityState === 'visible') done();
    };
    const timer = setTimeout(() => {
      document.addEventListener('visibilitychange', look);
      look();
    }, ms);
    signal.addEventListener('abort', done, { once: true });
    wakeable(done);
  });

/**
 * Reads the log of a deployment page by page, and follows it until it has ended, also over failed calls.
 * @param isRunning whether lines are being written: then it is asked every 3 s instead of every 15 s
 */
export const useLog = (projectId: string, deploymentId: string, isRunning: boolean): Log => {
  const { client } = useApi();
  const lines = useRef<LogLine[]>([]);
  const wake = useRef<() => void>(() => undefined);
  const [count, setCount] = useState(0);
  const [state, setState] = useState<Log['state']>('behind');
  const [failure, setFailure] = useState<unknown>(null);

  useEffect(() => {
    const ending = new AbortController();
    const { signal } = ending;
    const wait = (ms: number): Promise<void> =>
      pause(ms, signal, (done) => {
        wake.current = done;
      });
    /** @returns how long to wait before the next page; null where none follows */
    const readPage = async (): Promise<number | null> => {
      const params = { projectId, deploymentId };
      const after = String(lines.current.at(-1)?.seq ?? 0);
      const { body } = await client.call(getDeploymentLogs, { params, query: { after } });
      if (signal.aborted) return null;
      for (const line of body.lines) lines.current.push(line);
      const isCaughtUp = body.lines.length === 0;
      setCount(lines.current.length);
      setFailure(null);
      setState(body.nextCursor === null ? 'ended' : isCaughtUp ? 'waiting' : 'behind');
      if (body.nextCursor === null) return null;
      return isCaughtUp ? (isRunning ? runningMs : restingMs) : 0;
    };
    const read = async (): Promise<void> => {
      while (!signal.aborted) {
        const next = await readPage().catch((error: unknown) => {
          if (!signal.aborted) setFailure(error);
          return restingMs;
        });
        if (next === null) return;
        if (next > 0) await wait(next);
      }
    };
    read();
    return () => ending.abort();
  }, [client, projectId, deploymentId, isRunning]);

  const retry = (): void => {
    setFailure(null);
    wake.current();
  };
  return { lines: lines.current, count, state, failure, retry };
};
