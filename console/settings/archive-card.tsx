import { Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { ApiFailure } from '#shared/client/api-failure.ts';
import type { Project } from '#shared/contract/project.ts';
import { useAction } from '../ui/action.ts';
import { notify } from '../ui/notices.tsx';
import { ProblemAlert } from '../ui/problem.tsx';
import { useArchive, useUnarchive } from './queries.ts';

const ifMatch = (etag: string | null) => (etag === null ? {} : { ifMatch: etag });

/** Archives at once, and offers to take it back; an archived project can be brought back at any time. */
export const ArchiveCard = ({
  project,
  etag,
}: {
  readonly project: Project;
  readonly etag: string | null;
}): ReactNode => {
  const archive = useArchive();
  const unarchive = useUnarchive();
  const params = { projectId: project.id };
  const isArchived = project.archivedAt !== null;
  const action = useAction(async () => {
    if (isArchived) {
      await unarchive({ params, ...ifMatch(etag) });
      notify(`${project.name} is back.`);
      return;
    }
    let made = (await archive({ params, ...ifMatch(etag) })).etag;
    notify(`${project.name} is archived.`, async () => {
      try {
        await unarchive({ params, ...ifMatch(made) });
      } catch (error) {
        // Who is told that somebody has changed the project, and takes it back again, means it.
        if (error instanceof ApiFailure && error.status === 412) made = null;
        throw error;
      }
      notify(`${project.name} is back.`);
    });
  });
  return (
    <Card withBorder padding="lg">
      <Stack gap="sm" align="flex-start">
        <Title order={3}>{isArchived ? 'Unarchive' : 'Archive'}</Title>
        <Text size="sm" c="dimmed">
          {isArchived
            ? 'The project is hidden from the list, and pushes deploy nothing. Nothing was removed.'
            : 'The project is hidden from the list, and what is queued or waits is cancelled. Pushes deploy nothing until it is brought back. Nothing is removed.'}
        </Text>
        {action.failure !== null && <ProblemAlert error={action.failure} />}
        <Group>
          <Button variant="default" onClick={action.run} loading={action.isRunning}>
            {isArchived ? 'Unarchive' : 'Archive'}
          </Button>
        </Group>
      </Stack>
    </Card>
  );
};
