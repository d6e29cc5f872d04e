import { Button, Group, Stack, Text } from '@mantine/core';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import type { Project } from '#shared/contract/project.ts';
import { Ago } from '../ui/ago.tsx';
import { AppLink } from '../ui/link.tsx';
import { providerWords, RepositoryBadge } from '../ui/status.tsx';
import { EnvironmentChip } from './environment-chip.tsx';
import { useEnvironments } from './queries.ts';

/** Many projects are on this screen: each is asked for its environments four times a minute at most. */
const chipsRestingMs = 30_000;

const Chips = ({ projectId }: { readonly projectId: string }): ReactNode => {
  const { data, error } = useEnvironments(projectId, chipsRestingMs);
  if (data === undefined) {
    return (
      <Text size="xs" c="dimmed">
        {error === null ? 'Reading the environments…' : 'The environments could not be read.'}
      </Text>
    );
  }
  const { environments } = data.body;
  if (environments.length === 0) {
    return (
      <Text size="xs" c="dimmed">
        No environments yet
      </Text>
    );
  }
  return (
    <Group gap={6} miw={0}>
      {environments.map((environment) => (
        <EnvironmentChip key={environment.id} environment={environment} />
      ))}
    </Group>
  );
};

const Row = ({ project }: { readonly project: Project }): ReactNode => {
  const { id, name, repository, lastActivityAt, createdAt } = project;
  return (
    <Stack gap={6} py="md" px="md" className="project-row">
      <Group justify="space-between" wrap="nowrap" gap="md" align="baseline">
        <AppLink to={`/projects/${id}`} fw={600} className="one-line">
          {name}
        </AppLink>
        <Text size="xs" c="dimmed" className="no-shrink">
          <Ago at={lastActivityAt ?? createdAt} />
        </Text>
      </Group>
      <Group gap="xs" miw={0} wrap="nowrap">
        <Text size="sm" c="dimmed" className="one-line">
          {repository === null ? 'No repository' : `${providerWords[repository.provider]} · ${repository.fullName}`}
        </Text>
        {repository !== null && repository.status !== 'connected' && <RepositoryBadge status={repository.status} />}
      </Group>
      <Chips projectId={id} />
    </Stack>
  );
};

/** A list of any length: only what is on the screen is in the document, and only its environments are read. */
export const ProjectList = ({
  projects,
  hasMore,
  isLoadingMore,
  onMore,
}: {
  readonly projects: readonly Project[];
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly onMore: () => void;
}): ReactNode => {
  const list = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop(list.current?.offsetTop ?? 0), []);
  const virtual = useWindowVirtualizer({
    count: projects.length,
    estimateSize: () => 104,
    overscan: 4,
    scrollMargin: top,
    getItemKey: (index) => projects[index]?.id ?? index,
  });
  return (
    <Stack gap="md">
      <ul ref={list} className="virtual-list" style={{ height: virtual.getTotalSize() }} aria-label="Projects">
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const project = projects[index];
          return project === undefined ? null : (
            <li
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              aria-setsize={projects.length}
              aria-posinset={index + 1}
              style={{ transform: `translateY(${start - top}px)` }}
            >
              <Row project={project} />
            </li>
          );
        })}
      </ul>
      {hasMore && (
        <Button variant="default" onClick={onMore} loading={isLoadingMore}>
          Show older ones
        </Button>
      )}
    </Stack>
  );
};
