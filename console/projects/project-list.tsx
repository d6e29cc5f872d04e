import { Button, Group, Stack, Text } from '@mantine/core';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import type { ListedEnvironment } from '#shared/contract/environment.ts';
import type { Project } from '#shared/contract/project.ts';
import { useNextPages } from '../api/use-pages.ts';
import { Ago } from '../ui/ago.tsx';
import { AppLink } from '../ui/link.tsx';
import { SideRead } from '../ui/states.tsx';
import { providerWords, RepositoryBadge } from '../ui/status.tsx';
import { EnvironmentChip } from './environment-chip.tsx';
import { environmentsByProject } from './environments-by-project.ts';
import { useAllEnvironments } from './queries.ts';

type Environments = readonly ListedEnvironment[];

const Chips = ({
  environments,
  hasFailed,
}: {
  readonly environments: Environments | undefined;
  readonly hasFailed: boolean;
}): ReactNode => {
  if (environments === undefined || environments.length === 0) {
    const reading = hasFailed ? 'The environments could not be read.' : 'Reading the environments…';
    return (
      <Text size="xs" c="dimmed">
        {environments === undefined ? reading : 'No environments yet'}
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

const Row = ({ project, chips }: { readonly project: Project; readonly chips: ReactNode }): ReactNode => {
  const { id, name, repository, lastActivityAt, createdAt } = project;
  return (
    <Stack gap={6} py="md" px="md" className="project-row">
      <Group justify="space-between" wrap="nowrap" gap="md" align="baseline" className="row-head">
        <AppLink to={`/projects/${id}`} fw={600} className="one-line">
          {name}
        </AppLink>
        <Text size="xs" c="dimmed" className="no-shrink">
          <Ago at={lastActivityAt ?? createdAt} />
        </Text>
      </Group>
      <Group gap="xs" miw={0} wrap="nowrap" className="row-head">
        <Text size="sm" c="dimmed" className="one-line">
          {repository === null ? 'No repository' : `${providerWords[repository.provider]} · ${repository.fullName}`}
        </Text>
        {repository !== null && repository.status !== 'connected' && <RepositoryBadge status={repository.status} />}
      </Group>
      {chips}
    </Stack>
  );
};

/** A list of any length: only what is on the screen is in the document. */
export const ProjectList = ({
  projects,
  search,
  withArchived,
  hasMore,
  isLoadingMore,
  onMore,
}: {
  readonly projects: readonly Project[];
  /** As the projects were asked for. */
  readonly search: string;
  readonly withArchived: boolean;
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
  const items = virtual.getVirtualItems();
  const read = useAllEnvironments(search, withArchived);
  const known = environmentsByProject(projects, {
    environments: read.data?.pages.flatMap(({ body }) => body.environments) ?? [],
    isWhole: read.data !== undefined && !read.hasNextPage,
  });
  const isUnknown = ({ index }: { readonly index: number }): boolean => !known.has(projects[index]?.id ?? '');
  useNextPages(read, items.some(isUnknown));
  return (
    <Stack gap="md">
      <SideRead read={read} what="the environments" />
      <ul ref={list} className="virtual-list" style={{ height: virtual.getTotalSize() }} aria-label="Projects">
        {items.map(({ index, key, start }) => {
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
              <Row
                project={project}
                chips={<Chips environments={known.get(project.id)} hasFailed={read.error !== null} />}
              />
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
