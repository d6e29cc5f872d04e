import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { InviteMemberBody, type Member, UpdateMemberRoleBody } from '#shared/contract/member.ts';
import { useMe } from '../api/use-me.ts';
import { RoleField } from '../roles/role-field.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { FormDialog, useDialogForm } from '../ui/form-dialog.tsx';
import { TextField } from '../ui/form-fields.tsx';
import { notify } from '../ui/notices.tsx';
import { useInvite, useLeave, useMemberTarget, useRemoveMember, useUpdateRole } from './queries.ts';
import { nameOf } from './words.ts';

type Of = { readonly member: Member };

export const InviteDialog = (): ReactNode => {
  const invite = useInvite();
  const form = useDialogForm(
    InviteMemberBody,
    { email: '', roleId: 'developer' },
    ({ email, roleId }) => ({ email: email.trim(), roleId }),
    async (body) => {
      const answer = await invite({ body });
      notify(answer.status === 200 ? `The invitation of ${body.email} was renewed.` : `${body.email} was invited.`);
    },
  );
  return (
    <FormDialog title="Invite somebody" action="Invite" form={form} fields={['email', 'roleId']}>
      <Text size="sm" c="dimmed">
        oCore sends no mail: tell them to sign in with this address within 7 days. Then they are a member.
      </Text>
      <TextField
        form={form}
        name="email"
        label="E-mail address"
        placeholder="mona@acme.example"
        autoComplete="off"
        spellCheck={false}
        data-autofocus
      />
      <RoleField
        value={form.values.roleId}
        error={form.errorOf('roleId')}
        onChange={(roleId) => form.set('roleId', roleId)}
      />
    </FormDialog>
  );
};

export const RoleDialog = ({ member }: Of): ReactNode => {
  const update = useUpdateRole(member);
  const form = useDialogForm(
    UpdateMemberRoleBody,
    { roleId: member.role?.id ?? 'viewer' },
    ({ roleId }) => ({ roleId }),
    async (body) => {
      const answer = await update({ params: { memberId: member.id }, body });
      notify(`${nameOf(member)} now has the role ${answer.body.role?.name ?? body.roleId}.`);
    },
  );
  return (
    <FormDialog title={`Role of ${nameOf(member)}`} action="Save" form={form} fields={['roleId']}>
      <RoleField
        value={form.values.roleId}
        own={member.role === null ? null : { value: member.role.id, label: member.role.name }}
        error={form.errorOf('roleId')}
        onChange={(roleId) => form.set('roleId', roleId)}
      />
    </FormDialog>
  );
};

export const RemoveDialog = ({ member }: Of): ReactNode => {
  const remove = useRemoveMember();
  const target = useMemberTarget(member.id);
  const name = nameOf(member);
  const isInvitation = member.status === 'invited';
  return (
    <ConfirmDialog
      title={isInvitation ? `Take back the invitation of ${name}` : `Remove ${name}`}
      action={isInvitation ? 'Take it back' : 'Remove them'}
      isDangerous
      said={isInvitation ? `The invitation of ${name} was taken back.` : `${name} was removed.`}
      {...(isInvitation ? {} : { typedName: name })}
      onConfirm={() => remove(target)}
    >
      <Text size="sm">
        {isInvitation
          ? 'Whoever has this address cannot join with it any more.'
          : 'They lose access to everything, and the API keys that they made are revoked: runners and pipelines with these stop working. What they did stays in the audit log.'}
      </Text>
    </ConfirmDialog>
  );
};

export const LeaveDialog = (): ReactNode => {
  const leave = useLeave();
  const { name } = useMe().organization;
  return (
    <ConfirmDialog title={`Leave ${name}`} action="Leave" typedName={name} onConfirm={() => leave({})}>
      <Text size="sm">
        You lose access to everything of this organisation, and the API keys that you made are revoked. Somebody has to
        invite you again to bring you back.
      </Text>
    </ConfirmDialog>
  );
};
