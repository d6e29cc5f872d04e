import type { Page } from 'playwright-core';
import type { ConsoleRoute } from '#shared/contract/console-routes.ts';

/** What a screen changes first of all: how it is begun, what sends it, and what was typed before. */
export type Write = {
  readonly operation: string;
  readonly begin: (page: Page) => Promise<unknown>;
  readonly send: string;
  /** The label of a field that `begin` has filled with `entered`; null where nothing is typed. */
  readonly entered: string | null;
  /** A dialog or the screen: the failure stands there, and nowhere else. */
  readonly place: 'dialog' | 'main';
};

export type Screen = {
  /** What it reads itself, by operation id. What the frame and the head of a project read is tried on one screen for all. */
  readonly reads: readonly string[];
  readonly write: Write | null;
};

/** Fits each of these fields. */
export const entered = 'glpat-entered';

export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

const inDialog = (opener: string, field: string | null) => async (page: Page) => {
  await button(page, opener).first().click();
  await page.getByRole('dialog').waitFor();
  if (field !== null) await page.getByLabel(field, { exact: true }).fill(entered);
};

const dialog = (operation: string, opener: string, send: string, entered: string | null) => ({
  write: { operation, begin: inDialog(opener, entered), send, entered, place: 'dialog' as const },
});

const readOnly = { write: null };

/**
 * Every route has its line here: the type is as long as the list of routes. Null: no screen within the frame, so that it is
 * tried by itself.
 */
export const screens: Readonly<Record<ConsoleRoute, Screen | null>> = {
  '/': null,
  '/sign-in': null,
  '/sign-in/callback': null,
  '/sign-in/issuer': null,
  '/projects': {
    reads: ['listProjects', 'listAllEnvironments'],
    ...dialog('createProject', 'Create Project', 'Create', 'Name'),
  },
  '/projects/:projectId': {
    reads: ['listEnvironments', 'getRepository'],
    ...dialog('pauseEnvironment', 'Pause', 'Pause', 'Reason'),
  },
  '/projects/:projectId/repository': {
    reads: ['getRepository', 'listSubmodules'],
    write: {
      operation: 'addSubmodule',
      begin: (page) => page.getByLabel('Clone URL of a submodule').fill(entered),
      send: 'Add submodule',
      entered: 'Clone URL of a submodule',
      place: 'main',
    },
  },
  '/projects/:projectId/branches': {
    reads: ['listBranchMappings', 'listEnvironments'],
    ...dialog('createBranchMapping', 'Add mapping', 'Add', 'Branch or pattern'),
  },
  '/projects/:projectId/environments': {
    reads: ['listEnvironments'],
    ...dialog('createEnvironment', 'Create Environment', 'Create', 'Name'),
  },
  '/projects/:projectId/deployments': { reads: ['listDeployments', 'listEnvironments'], ...readOnly },
  '/projects/:projectId/deployments/:deploymentId': {
    reads: ['getDeployment', 'getDeploymentLogs', 'listEnvironments'],
    ...dialog('redeploy', 'Redeploy', 'Redeploy', null),
  },
  '/projects/:projectId/deliveries': { reads: ['listDeliveries'], ...readOnly },
  '/projects/:projectId/deliveries/:deliveryId': {
    reads: ['getDelivery', 'getDeployment'],
    ...dialog('redeliverDelivery', 'Redeliver', 'Run again', null),
  },
  '/projects/:projectId/access': {
    reads: ['getAccess', 'findAccessCandidates'],
    ...dialog('updateAccess', 'Open to the organisation', 'Open it', null),
  },
  '/projects/:projectId/settings': {
    reads: ['getProject'],
    write: {
      operation: 'updateProject',
      begin: (page) => page.getByLabel('Description').fill(entered),
      send: 'Save',
      entered: 'Description',
      place: 'main',
    },
  },
  '/attention': { reads: ['listProjects', 'listAllEnvironments'], ...readOnly },
  '/organization/members': {
    reads: ['listMembers'],
    ...dialog('inviteMember', 'Invite somebody', 'Invite', 'E-mail address'),
  },
  '/organization/roles': {
    reads: ['listRoles', 'listPermissions'],
    ...dialog('createRole', 'Create role', 'Create', 'Name'),
  },
  '/organization/api-keys': { reads: ['listApiKeys'], ...dialog('createApiKey', 'Create API key', 'Create', 'Name') },
  '/organization/git-providers': {
    reads: ['listProviderSettings'],
    ...dialog('updateProviderSettings', 'Set up GitLab', 'Save', 'Token'),
  },
  '/organization/audit-log': {
    reads: ['listAuditLogs'],
    write: {
      operation: 'exportAuditLogs',
      begin: () => Promise.resolve(),
      send: 'Export CSV',
      entered: null,
      place: 'main',
    },
  },
};
