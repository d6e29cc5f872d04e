import { dialog, onScreen, type Place, press } from './write-lines.ts';

const project = '/projects/:projectId';
const repositoryUrl = 'git@github.com:acme/odoo-custom.git';
const onCommit = { 'Id of the commit': 'abcdef0123', Modules: 'sale stock' };

/** What the screens of a project change: a line for each write of a file. The longest come first. */
export const projectWrites: readonly Place[] = [
  {
    route: `${project}/repository`,
    state: 'connected',
    writes: [
      onScreen('syncRepository of repository/connected-repository.tsx', 'Sync'),
      onScreen('validateRepository of repository/deploy-key-card.tsx', 'Verify'),
      onScreen('updateRepository of repository/remote-branches.tsx', 'Save', {}, (page) =>
        page.getByLabel('Default branch').fill('entered'),
      ),
      onScreen('addSubmodule of repository/submodules.tsx', 'Add submodule'),
      onScreen('validateSubmodule of repository/submodules.tsx', 'Verify the submodule'),
      dialog('removeSubmodule of repository/submodules.tsx', 'Remove the submodule', 'Remove it'),
    ],
  },
  {
    route: `${project}/repository`,
    state: 'connected',
    writes: [
      dialog('disconnectRepository of repository/disconnect-dialog.tsx', 'Disconnect', 'Disconnect it'),
      dialog('regenerateKey of repository/deploy-key-card.tsx', 'Regenerate Key', 'Make a new key'),
      dialog('revealSecret of repository/webhook-card.tsx', 'Reveal Secret', 'Show it'),
      dialog('reconfigureWebhook of repository/webhook-card.tsx', 'Reconfigure Webhook', 'Make new ones'),
    ],
  },
  {
    route: project,
    state: 'connected',
    writes: [
      dialog('startDeployment of overview/deploy-dialog.tsx', 'Staging: Deploy', 'Start deployment', onCommit, (page) =>
        page.getByLabel('Commit', { exact: true }).press('Space'),
      ),
      dialog('promoteDeployment of deployments/promote-dialog.tsx', 'Staging: Promote', 'Promote', onCommit),
      dialog('redeploy of overview/roll-back-dialog.tsx', 'Staging: Roll back…', 'Roll back'),
      dialog('pauseEnvironment of environments/pause-dialogs.tsx', 'Staging: Pause', 'Pause'),
      dialog('resumeEnvironment of environments/pause-dialogs.tsx', 'Development: Resume', 'Resume'),
    ],
  },
  {
    route: `${project}/branches`,
    state: 'bare',
    writes: [
      dialog('createBranchMapping of branches/add-mapping-dialog.tsx', 'Add mapping', 'Add'),
      dialog('updateBranchMapping of branches/edit-mapping-dialog.tsx', 'Edit main', 'Save'),
      dialog('deleteBranchMapping of branches/remove-mapping-dialog.tsx', 'Remove main', 'Remove it'),
      onScreen('orderBranchMappings of branches/mapping-table.tsx', 'Move up main'),
      onScreen('simulatePush of branches/simulation.tsx', 'What would deploy?'),
    ],
  },
  {
    route: `${project}/access`,
    state: 'connected',
    writes: [
      dialog('updateAccess of access/mode-card.tsx', 'Open to the organisation', 'Open it'),
      dialog('deleteGrant of access/revoke-dialog.tsx', 'Revoke First key', 'Revoke it'),
      onScreen(
        'updateGrant of access/grant-table.tsx',
        'Save level of Mona Lisa',
        { 'Level of Mona Lisa': 'View' },
        (page) => page.getByLabel('Level of Mona Lisa').selectOption('manage'),
      ),
      onScreen('updateGrant of access/candidates.tsx', 'Grant Manage to Hedy Lamarr', {}, async (page) => {
        await page.getByLabel('Member or API key').fill('Hedy');
        // What is told in the list of before goes away with it.
        const others = page.getByRole('region', { name: 'Add somebody' }).getByRole('button', { name: /Mona Lisa$/ });
        await others.waitFor({ state: 'detached' });
        await page.getByLabel('Level to grant').selectOption('manage');
      }),
    ],
  },
  {
    route: `${project}/settings`,
    state: 'bare',
    writes: [
      onScreen('updateProject of settings/general-form.tsx', 'Save', { 'Odoo version': '18.0' }),
      onScreen('archiveProject of settings/archive-card.tsx', 'Archive'),
      dialog('cloneProject of settings/clone-card.tsx', 'Clone', 'Make the copy'),
      dialog('deleteProject of settings/delete-card.tsx', 'Delete', 'Delete'),
    ],
  },
  {
    route: `${project}/environments`,
    state: 'bare',
    writes: [
      dialog('createEnvironment of environments/create-environment-dialog.tsx', 'Create Environment', 'Create'),
      dialog('updateEnvironment of environments/edit-environment-dialog.tsx', 'Edit Staging', 'Save', {
        'Odoo version': '18.0',
        URL: 'https://odoo.acme.example',
        'Allowed branches': 'main, release/*',
      }),
      dialog('deleteEnvironment of environments/delete-environment-dialog.tsx', 'Delete Staging', 'Delete it'),
    ],
  },
  {
    route: `${project}/deployments/:deploymentId`,
    state: 'waiting',
    writes: [
      dialog('approveDeployment of deployments/approve-dialog.tsx', 'Approve', 'Approve'),
      dialog('cancelDeployment of deployments/cancel-dialog.tsx', 'Cancel', 'Cancel deployment'),
    ],
  },
  {
    route: `${project}/deployments/:deploymentId`,
    state: 'connected',
    writes: [dialog('redeploy of deployments/redeploy-dialog.tsx', 'Redeploy', 'Redeploy', onCommit)],
  },
  {
    route: `${project}/deliveries/:deliveryId`,
    state: 'connected',
    writes: [dialog('redeliverDelivery of deliveries/redeliver-dialog.tsx', 'Redeliver', 'Run again')],
  },
  {
    route: `${project}/repository`,
    state: 'bare',
    writes: [
      onScreen('connectRepository of repository/connect-form.tsx', 'Connect', { 'Repository URL': repositoryUrl }),
    ],
  },
  {
    route: `${project}/settings`,
    state: 'archived',
    writes: [onScreen('unarchiveProject of settings/archive-card.tsx', 'Unarchive')],
  },
  {
    route: `${project}/settings`,
    state: 'archivable',
    writes: [onScreen('unarchiveProject of settings/archive-card.tsx', 'Undo', {}, press('Archive'))],
  },
];
