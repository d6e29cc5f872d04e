import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Member } from '#shared/contract/member.ts';
import { useMay, useMe } from '../api/use-me.ts';
import { Ago, When } from '../ui/ago.tsx';
import { useOpenDialog } from '../ui/dialog-host.tsx';
import { useNow } from '../ui/now.ts';
import { RemoveDialog, RoleDialog } from './member-dialogs.tsx';
import { nameOf } from './words.ts';

const Times = ({ member }: { readonly member: Member }): ReactNode => {
  const { status, invitedByName, invitedBy, expiresAt, createdAt, lastSeenAt } = member;
  return (
    <Text size="xs" c="dimmed" component="div" className="text-of-others">
      {status === 'invited' ? 'Invited ' : 'Since '}
      <Ago at={createdAt} />
      {(invitedByName ?? invitedBy) !== null && `, by ${invitedByName ?? invitedBy}`}
      {status === 'invited' ? (
        <>
          {' '}
          · ends <When at={expiresAt} />
        </>
      ) : (
        <>
          {' '}
          · last seen: <Ago at={lastSeenAt} />
        </>
      )}
    </Text>
  );
};

/** A member or an invitation, and what can be done with it. */
export const MemberLine = ({ member }: { readonly member: Member }): ReactNode => {
  const open = useOpenDialog();
  const mayManage = useMay('manage:members');
  const me = useMe();
  const now = useNow();
  const { id, email, status, role, expiresAt } = member;
  const name = nameOf(member);
  const isOver = expiresAt !== null && Date.parse(expiresAt) <= now;
  return (
    <Stack gap={6} component="li" className="finding" aria-label={name}>
      <Group justify="space-between" gap="xs" align="flex-start">
        <Group gap="xs" miw={0}>
          <Text fw={600} className="text-of-others" lineClamp={3}>
            {name}
            {me.principal.id === id && ' (you)'}
          </Text>
          {role !== null && (
            <Badge color="gray" maw="100%">
              {role.name}
            </Badge>
          )}
          {status === 'invited' && (
            <Badge color={isOver ? 'red' : 'yellow'}>{isOver ? 'Invitation over' : 'Invited'}</Badge>
          )}
        </Group>
        {mayManage && (
          <Group gap={4}>
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => open(<RoleDialog member={member} />)}
              aria-haspopup="dialog"
              aria-label={`Change role of ${name}`}
            >
              Change role
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => open(<RemoveDialog member={member} />)}
              aria-haspopup="dialog"
              aria-label={`Remove ${name}`}
            >
              Remove
            </Button>
          </Group>
        )}
      </Group>
      {email !== null && email !== name && (
        <Text size="sm" className="text-of-others">
          {email}
        </Text>
      )}
      <Times member={member} />
    </Stack>
  );
};
