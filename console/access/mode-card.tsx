import { Badge, Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { notify } from '../ui/notices.tsx';
import { useUpdateAccess } from './queries.ts';

type Of = { readonly projectId: string; readonly etag: string | null };

const RestrictDialog = ({ projectId, etag, onClose }: Of & { readonly onClose: () => void }): ReactNode => {
  const update = useUpdateAccess();
  const confirm = async (): Promise<void> => {
    await update({
      params: { projectId },
      body: { mode: 'restricted' },
      ...(etag === null ? {} : { ifMatch: etag }),
    });
    notify('The project is restricted.');
  };
  return (
    <ConfirmDialog title="Restrict the project" action="Restrict it" opened onClose={onClose} onConfirm={confirm}>
      <Text size="sm">
        From now on, only members and API keys with a grant see it, besides Owners and Admins; for everybody else it
        does not exist. The grants below hold at once. Where you are neither Owner nor Admin, you are granted Manage.
      </Text>
    </ConfirmDialog>
  );
};

const OpenDialog = ({ projectId, etag, onClose }: Of & { readonly onClose: () => void }): ReactNode => {
  const update = useUpdateAccess();
  const confirm = async (): Promise<void> => {
    await update({
      params: { projectId },
      body: { mode: 'organization' },
      ...(etag === null ? {} : { ifMatch: etag }),
    });
    notify('The project is open to the organisation.');
  };
  return (
    <ConfirmDialog title="Open the project" action="Open it" opened onClose={onClose} onConfirm={confirm}>
      <Text size="sm">
        From now on, everybody of the organisation may do with it what their role allows. The grants stay, for when it
        is restricted again.
      </Text>
    </ConfirmDialog>
  );
};

/** Whether the project is open to its organisation, and the way to the other. */
export const ModeCard = ({
  projectId,
  etag,
  isRestricted,
  mayManage,
}: Of & { readonly isRestricted: boolean; readonly mayManage: boolean }): ReactNode => {
  const [isOpen, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  return (
    <Card withBorder padding="lg" component="section" aria-label="Who may see it">
      <Stack gap="sm" align="flex-start">
        <Group gap="xs">
          <Title order={3}>Who may see it</Title>
          <Badge color={isRestricted ? 'yellow' : 'green'}>{isRestricted ? 'Restricted' : 'Open'}</Badge>
        </Group>
        <Text size="sm">
          {isRestricted
            ? 'Only members and API keys with a grant, besides Owners and Admins.'
            : 'Everybody of the organisation, as far as their role allows.'}
        </Text>
        {mayManage && (
          <Button variant="default" onClick={() => setOpen(true)} aria-haspopup="dialog">
            {isRestricted ? 'Open to the organisation' : 'Restrict'}
          </Button>
        )}
      </Stack>
      {isOpen && isRestricted && <OpenDialog projectId={projectId} etag={etag} onClose={close} />}
      {isOpen && !isRestricted && <RestrictDialog projectId={projectId} etag={etag} onClose={close} />}
    </Card>
  );
};
