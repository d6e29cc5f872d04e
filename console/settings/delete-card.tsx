import { Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Project } from '#shared/contract/project.ts';
import { useProject } from '../projects/queries.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { useOpenDialog } from '../ui/dialog-host.tsx';
import { useGo } from '../ui/link.tsx';
import { RemovalList } from '../ui/removal-list.tsx';
import { Loaded } from '../ui/states.tsx';
import { useDelete, useProjectRemoval } from './queries.ts';

type Of = { readonly project: Project };

const DeleteDialog = ({ project }: Of): ReactNode => {
  const remove = useDelete();
  const etag = useProject(project.id).data?.etag ?? null;
  const removal = useProjectRemoval(project.id);
  const go = useGo();
  // The list of what stays at the provider goes with the project.
  const left = removal.data?.body.remote.filter(({ automatic }) => !automatic).map(({ what }) => what) ?? [];
  const confirm = async (): Promise<void> => {
    await remove({ params: { projectId: project.id }, ...(etag === null ? {} : { ifMatch: etag }) });
    go('/projects');
  };
  return (
    <ConfirmDialog
      title={`Delete ${project.name}`}
      action="Delete"
      said={`The project ${project.name} was deleted.${left.length === 0 ? '' : ` Left at the provider: the ${left.join(' and the ')}.`}`}
      typedName={project.name}
      onConfirm={confirm}
    >
      <Text size="sm">
        The project goes for good, with everything below. Nobody can bring it back. The databases and files of the Odoos
        are not touched.
      </Text>
      <Loaded read={removal} what="what goes with it" rows={2}>
        {({ body }) => <RemovalList removal={body} />}
      </Loaded>
    </ConfirmDialog>
  );
};

/** Deletes the project, after showing what goes and after its name was typed. */
export const DeleteCard = ({ project }: Of): ReactNode => {
  const open = useOpenDialog();
  return (
    <Card withBorder padding="lg">
      <Stack gap="sm" align="flex-start">
        <Title order={3}>Delete</Title>
        <Text size="sm" c="dimmed">
          Removes the project with its environments, deployment history and Git configuration. To keep them, archive it.
        </Text>
        <Group>
          <Button color="red" onClick={() => open(<DeleteDialog project={project} />)} aria-haspopup="dialog">
            Delete
          </Button>
        </Group>
      </Stack>
    </Card>
  );
};
