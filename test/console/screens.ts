import type { ConsoleRoute } from '#shared/contract/console-routes.ts';

export type Screen = {
  /** What it reads itself, by operation id. What the frame and the head of a project read is tried on one screen for all. */
  readonly reads: readonly string[];
};

/**
 * Every route has its line here: the type is as long as the list of routes. Null: no screen within the frame, so that it is
 * tried by itself. What it changes stands in `project-writes.ts` and
 * `organization-writes.ts`.
 */
export const screens: Readonly<Record<ConsoleRoute, Screen | null>> = {
  '/': null,
  '/sign-in': null,
  '/sign-in/callback': null,
  '/sign-in/issuer': null,
  '/projects': { reads: ['listProjects', 'listAllEnvironments'] },
  '/projects/:projectId': { reads: ['listEnvironments', 'getRepository'] },
  '/projects/:projectId/repository': { reads: ['getRepository', 'listSubmodules'] },
  '/projects/:projectId/branches': { reads: ['listBranchMappings', 'listEnvironments'] },
  '/projects/:projectId/environments': { reads: ['listEnvironments'] },
  '/projects/:projectId/deployments': { reads: ['listDeployments', 'listEnvironments'] },
  '/projects/:projectId/deployments/:deploymentId': {
    reads: ['getDeployment', 'getDeploymentLogs', 'listEnvironments'],
  },
  '/projects/:projectId/deliveries': { reads: ['listDeliveries'] },
  '/projects/:projectId/deliveries/:deliveryId': { reads: ['getDelivery', 'getDeployment'] },
  '/projects/:projectId/access': { reads: ['getAccess', 'findAccessCandidates'] },
  '/projects/:projectId/settings': { reads: ['getProject'] },
  '/attention': { reads: ['listProjects', 'listAllEnvironments'] },
  '/organization/members': { reads: ['listMembers'] },
  '/organization/roles': { reads: ['listRoles', 'listPermissions'] },
  '/organization/api-keys': { reads: ['listApiKeys'] },
  '/organization/git-providers': { reads: ['listProviderSettings'] },
  '/organization/audit-log': { reads: ['listAuditLogs'] },
};
