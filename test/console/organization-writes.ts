import { dialog, onScreen, type Place, press } from './write-lines.ts';
import { hostKey } from './writes-world.ts';

/** What the screens outside of a project change: a line for each write of a file. */
export const organizationWrites: readonly Place[] = [
  {
    route: '/projects',
    state: 'connected',
    writes: [dialog('createProject of projects/create-project-dialog.tsx', 'Create Project', 'Create')],
  },
  {
    route: '/organization/api-keys',
    state: 'connected',
    writes: [
      dialog(
        'createApiKey of api-keys/create-key-dialog.tsx',
        'Create API key',
        'Create',
        { Expires: 'On a day', Day: '2099-01-01' },
        press('Add Bare'),
      ),
      dialog('rotateApiKey of api-keys/key-dialogs.tsx', 'Rotate CI', 'Make a new text'),
      dialog('revokeApiKey of api-keys/key-dialogs.tsx', 'Revoke CI', 'Revoke it'),
    ],
  },
  {
    route: '/organization/roles',
    state: 'connected',
    writes: [
      dialog('createRole of roles/role-dialogs.tsx', 'Create role', 'Create'),
      dialog('updateRole of roles/role-dialogs.tsx', 'Edit Releases', 'Save'),
      dialog('deleteRole of roles/role-dialogs.tsx', 'Delete Releases', 'Delete it'),
    ],
  },
  {
    route: '/organization/members',
    state: 'connected',
    isPerson: true,
    writes: [
      dialog('inviteMember of members/member-dialogs.tsx', 'Invite somebody', 'Invite', {
        'E-mail address': 'entered@acme.example',
      }),
      dialog('updateMemberRole of members/member-dialogs.tsx', 'Change role of Mona Lisa', 'Save'),
      dialog('deleteMember of members/member-dialogs.tsx', 'Remove Mona Lisa', 'Remove them'),
      dialog('leaveOrganization of members/member-dialogs.tsx', 'Leave', 'Leave'),
    ],
  },
  {
    route: '/organization/git-providers',
    state: 'connected',
    writes: [
      dialog('updateProviderSettings of git-providers/edit-provider-dialog.tsx', 'Set up Gitea', 'Save', {
        'Address of your own server': 'https://code.acme.example',
        'SSH host': 'ssh.acme.example',
        'SSH port': '2223',
        'SSH host keys': hostKey,
      }),
      dialog('deleteProviderSettings of git-providers/provider-card.tsx', 'Remove Gitea', 'Remove them'),
    ],
  },
  {
    route: '/organization/audit-log',
    state: 'connected',
    writes: [
      onScreen('exportAuditLogs of audit-log/queries.ts', 'Export CSV'),
      onScreen('exportAuditLogs of audit-log/queries.ts', 'Export JSON'),
    ],
  },
];
