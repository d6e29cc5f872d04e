import { Badge, Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { useOpenDialog } from '../ui/dialog-host.tsx';
import { useAccessMatch, useUpdateAccess } from './queries.ts';

type Mode = 'restricted' | 'organization';
type Of = { readonly projectId: string };

const words = {
  restricted: {
    title: 'Restrict the project',
    action: 'Restrict it',
    said: 'The project is restricted.',
    what: 'From now on, only members and API keys with a grant see it, besides Owners and Admins; for everybody else it does not exist. The grants below hold at once. Where you are neither Owner nor Admin, you are granted Manage.',
  },
  organization: {
    title: 'Open the project',
    action: 'Open it',
    said: 'The project is open to the organisation.',
    what: 'From now on, everybody of the organisation may do with it what their role allows. The grants stay, for when it is restricted again.',
  },
} as const;

const ModeDialog = ({ projectId, mode }: Of & { readonly mode: Mode }): ReactNode => {
  const update = useUpdateAccess();
  const ifMatch = useAccessMatch(projectId);
  const { title, action, said, what } = words[mode];
  return (
    <ConfirmDialog
      title={title}
      action={action}
      said={said}
      onConfirm={() => update({ params: { projectId }, body: { mode }, ...ifMatch })}
    >
      <Text size="sm">{what}</Text>
    </ConfirmDialog>
  );
};

/** Whether the project is open to its organisation, and the way to the other. */
export const ModeCard = ({
  projectId,
  isRestricted,
  mayManage,
}: Of & { readonly isRestricted: boolean; readonly mayManage: boolean }): ReactNode => {
  const open = useOpenDialog();
  const other: Mode = isRestricted ? 'organization' : 'restricted';
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
          <Button
            variant="default"
            onClick={() => open(<ModeDialog projectId={projectId} mode={other} />)}
            aria-haspopup="dialog"
          >
            {isRestricted ? 'Open to the organisation' : 'Restrict'}
          </Button>
        )}
      </Stack>
    </Card>
  );
};
