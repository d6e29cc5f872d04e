import { Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Project } from '#shared/contract/project.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { useGo } from '../ui/link.tsx';
import { notify } from '../ui/notices.tsx';
import { RemovalList } from '../ui/removal-list.tsx';
import { Loaded } from '../ui/states.tsx';
import { useDelete, useProjectRemoval } from './queries.ts';

type Of = { readonly project: Project; readonly etag: string | null };

const DeleteDialog = ({ project, etag, onClose }: Of & { readonly onClose: () => void }): ReactNode => {
  const remove = useDelete();
  const removal = useProjectRemoval(project.id);
  const go = useGo();
  const confirm = async (): Promise<void> => {
    await remove({ params: { projectId: project.id }, ...(etag === null ? {} : { ifMatch: etag }) });
    notify(`The project ${project.name} was deleted.`);
    go('/projects');
  };
  return (
    <ConfirmDialog
      title={`Delete ${project.name}`}
      action="Delete"
      isDangerous
      typedName={project.name}
      opened
      onClose={onClose}
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
export const DeleteCard = ({ project, etag }: Of): ReactNode => {
  const [isOpen, setOpen] = useState(false);
  return (
    <Card withBorder padding="lg">
      <Stack gap="sm" align="flex-start">
        <Title order={3}>Delete</Title>
        <Text size="sm" c="dimmed">
          Removes the project with its environments, deployment history and Git configuration. To keep them, archive it.
        </Text>
        <Group>
          <Button color="red" onClick={() => setOpen(true)} aria-haspopup="dialog">
            Delete
          </Button>
        </Group>
      </Stack>
      {isOpen && <DeleteDialog project={project} etag={etag} onClose={() => setOpen(false)} />}
    </Card>
  );
};
