import { Button, Card, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import {
  deleteMember,
  inviteMember,
  leaveOrganization,
  listMembers,
  updateMemberRole,
} from '#shared/contract/endpoints/members.ts';
import type { Member } from '#shared/contract/member.ts';
import { useMay, useMe } from '../api/use-me.ts';
import { useAddressFilters } from '../ui/address-filters.ts';
import { type CommandLine, useCommandLines } from '../ui/command-lines.tsx';
import { useOpenDialog } from '../ui/dialog-host.tsx';
import { Page } from '../ui/page.tsx';
import { PageButtons } from '../ui/page-buttons.tsx';
import { Empty, Loaded } from '../ui/states.tsx';
import { InviteDialog, LeaveDialog } from './member-dialogs.tsx';
import { MemberLine } from './member-line.tsx';
import { useMembers } from './queries.ts';

const linesOf = ({ id }: Member): readonly CommandLine[] => [
  {
    title: 'Give the newest one another role',
    ocore: `ocore member role ${id} viewer`,
    row: updateMemberRole,
    params: { memberId: id },
    body: { roleId: 'viewer' },
  },
  { title: 'Remove them', ocore: `ocore member remove ${id}`, row: deleteMember, params: { memberId: id } },
];

const useLines = (mayManage: boolean, isMember: boolean, newest: Member | undefined): void =>
  useCommandLines([
    { title: 'List members and invitations', ocore: 'ocore member list', row: listMembers },
    ...(mayManage
      ? [
          {
            title: 'Invite somebody',
            ocore: 'ocore member invite mona@acme.example --role developer',
            row: inviteMember,
            body: { email: 'mona@acme.example', roleId: 'developer' },
          },
        ]
      : []),
    ...(mayManage && newest !== undefined ? linesOf(newest) : []),
    ...(isMember ? [{ title: 'Leave', ocore: 'ocore member leave', row: leaveOrganization }] : []),
  ]);

/** Members and invitations: invite, change roles, remove, leave. */
export const Component = (): ReactNode => {
  const { cursor, continueAt } = useAddressFilters([]);
  const read = useMembers(cursor);
  const mayManage = useMay('manage:members');
  const isMember = useMe().principal.kind === 'user';
  const open = useOpenDialog();
  useLines(mayManage, isMember, read.data?.body.members[0]);
  return (
    <Page
      title="Members"
      lead="Who belongs to the organisation, and what their role allows."
      actions={
        <>
          {isMember && (
            <Button variant="default" onClick={() => open(<LeaveDialog />)} aria-haspopup="dialog">
              Leave
            </Button>
          )}
          {mayManage && (
            <Button onClick={() => open(<InviteDialog />)} aria-haspopup="dialog">
              Invite somebody
            </Button>
          )}
        </>
      }
    >
      <Loaded read={read} what="the members">
        {({ body: { members, nextCursor } }) => (
          <Stack gap="md">
            {members.length === 0 ? (
              <Empty title="No member yet">
                The organisation is used by API keys alone. Whom you invite signs in at your issuer.
              </Empty>
            ) : (
              <Card withBorder>
                <Stack gap={0} component="ul" className="findings" aria-label="Members">
                  {members.map((member) => (
                    <MemberLine key={member.id} member={member} />
                  ))}
                </Stack>
              </Card>
            )}
            <PageButtons cursor={cursor} nextCursor={nextCursor} onContinue={continueAt} />
          </Stack>
        )}
      </Loaded>
    </Page>
  );
};
