import { useEffect, useState } from 'react';
import { listDeployments } from '#shared/contract/endpoints/deployments.ts';
import { useApi } from '../api/api-context.tsx';
import { useRead } from '../api/use-read.ts';
import { type Action, useAction } from '../ui/action.ts';
import { isInMotion } from '../ui/status.tsx';
import type { Filter } from './filter.ts';
import { type History, withNewest, withOlder } from './history.ts';

const pageSize = '100';

/**
 * The deployments of a project, newest first. Its newest page is kept fresh; older pages are read once, when somebody
 * asks for them: a history of 5,000 would be 50 calls each time.
 */
export const useHistory = (projectId: string, filter: Filter) => {
  const { client } = useApi();
  const query = { ...filter, limit: pageSize };
  const key = JSON.stringify([projectId, filter]);
  const newest = useRead(
    listDeployments,
    { params: { projectId }, query },
    { isRunning: ({ deployments }) => deployments.some(({ status }) => isInMotion(status)) },
  );
  const [held, hold] = useState<{ readonly key: string; readonly history: History } | null>(null);
  const known = held?.key === key ? held.history : null;
  const page = newest.data?.body;
  useEffect(() => {
    if (page === undefined) return;
    hold((before) => ({ key, history: withNewest(before?.key === key ? before.history : null, page) }));
  }, [key, page]);

  const older: Action = useAction(async () => {
    const cursor = known?.nextCursor ?? null;
    if (cursor === null) return;
    const { body } = await client.call(listDeployments, { params: { projectId }, query: { ...query, cursor } });
    hold((before) =>
      before?.key === key && before.history.nextCursor === cursor
        ? { key, history: withOlder(before.history, body) }
        : before,
    );
  });
  return { newest, history: known ?? page ?? null, older };
};
