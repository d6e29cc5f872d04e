import { Button, Group, Stack, Text } from '@mantine/core';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import type { Deployment } from '#shared/contract/deployment.ts';
import type { Action } from '../ui/action.ts';
import { Ago } from '../ui/ago.tsx';
import { Commit } from '../ui/commit.tsx';
import { AppLink } from '../ui/link.tsx';
import { ProblemAlert } from '../ui/problem.tsx';
import { DeploymentBadge } from '../ui/status.tsx';
import { durationWords } from '../ui/times.ts';
import { originWords } from './words.ts';

const Row = ({ deployment }: { readonly deployment: Deployment }): ReactNode => {
  const { id, projectId, environmentName, status, waitsFor, createdAt, durationMs } = deployment;
  const reason = deployment.statusReason ?? deployment.errorMessage;
  return (
    <Stack gap={4} py="sm" px="md" className="project-row">
      <Group justify="space-between" wrap="nowrap" gap="sm" className="row-head">
        <Group gap="sm" wrap="nowrap" miw={0} className="row-head">
          <AppLink
            to={`/projects/${projectId}/deployments/${id}`}
            fw={600}
            className="one-line finger"
            aria-label={`Deployment to ${environmentName}`}
          >
            {environmentName}
          </AppLink>
          <DeploymentBadge status={status} waitsFor={waitsFor} />
        </Group>
        <Text size="xs" c="dimmed" className="no-shrink">
          <Ago at={createdAt} />
        </Text>
      </Group>
      <Commit sha={deployment.commitSha} url={deployment.commitUrl} message={deployment.commitMessage} />
      <Text size="xs" c="dimmed" className="one-line">
        {originWords(deployment)}
        {durationMs !== null && `, took ${durationWords(durationMs)}`}
      </Text>
      {reason !== null && (
        <Text size="xs" className="one-line" title={reason}>
          {reason}
        </Text>
      )}
    </Stack>
  );
};

/** A history of any length: only what is on the screen is in the document. */
export const DeploymentList = ({
  deployments,
  hasMore,
  older,
}: {
  readonly deployments: readonly Deployment[];
  readonly hasMore: boolean;
  readonly older: Action;
}): ReactNode => {
  const list = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop(list.current?.offsetTop ?? 0), []);
  const virtual = useWindowVirtualizer({
    count: deployments.length,
    estimateSize: () => 96,
    overscan: 4,
    scrollMargin: top,
    getItemKey: (index) => deployments[index]?.id ?? index,
  });
  return (
    <Stack gap="md">
      <ul ref={list} className="virtual-list" style={{ height: virtual.getTotalSize() }} aria-label="Deployments">
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const deployment = deployments[index];
          return deployment === undefined ? null : (
            <li
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              aria-setsize={hasMore ? -1 : deployments.length}
              aria-posinset={index + 1}
              style={{ transform: `translateY(${start - top}px)` }}
            >
              <Row deployment={deployment} />
            </li>
          );
        })}
      </ul>
      {older.failure !== null && <ProblemAlert error={older.failure} />}
      {hasMore && (
        <Button variant="default" onClick={older.run} loading={older.isRunning}>
          Show older ones
        </Button>
      )}
    </Stack>
  );
};
