import { endpoints } from '#shared/contract/endpoints.ts';
import { functionFile } from '#shared/contract/function-file.ts';
import { pageFunction } from '#shared/contract/pages.ts';

/** The functions that are not in the endpoint table. */
export const furtherFunctions = [
  pageFunction,
  'auth/authorize',
  'events/publish-events',
  'events/report-status',
  'projects/purge-project',
  'schedules/tick',
  'admin/create-organization',
  'admin/invite-owner',
  'admin/read-status',
  'admin/reset-key',
] as const;

/** The functions that `npm start` alone has: they are never deployed. */
export const localFunctions = ['local/make-start-secret'] as const;

/** The functions that the operator of the service invokes by name. */
export const adminFunctions: readonly string[] = furtherFunctions.filter((file) => file.startsWith('admin/'));

/** Of these, the one that changes nothing: it reads how the service is. */
export const statusFunction = 'admin/read-status';

/** All functions of a deployment, by their files below functions/, without extension. */
export const functionFiles: readonly string[] = [...endpoints.map(functionFile), ...furtherFunctions];

/** The functions that the gateway calls: those of the endpoints, the one of the pages, and the authorizer. */
export const calledByGateway: ReadonlySet<string> = new Set([
  ...endpoints.map(functionFile),
  pageFunction,
  'auth/authorize',
]);

/** The functions that may call a provider's API or an SSH server: octokit and ssh2 are in their bundles. */
export const providerFunctions: ReadonlySet<string> = new Set([
  'repository/connect-repository',
  'repository/list-repository-branches',
  'repository/disconnect-repository',
  'repository/reconfigure-webhook',
  'repository/regenerate-key',
  'repository/sync-repository',
  'repository/validate-repository',
  'repository/add-submodule',
  'repository/validate-submodule',
  'repository/remove-submodule',
  'branch-mappings/create-branch-mapping',
  'branch-mappings/update-branch-mapping',
  'deployments/approve-deployment',
  'deployments/promote-deployment',
  'deployments/redeploy',
  'deployments/start-deployment',
  'environments/create-environment',
  'settings/update-provider-settings',
  'settings/list-provider-repositories',
  'projects/purge-project',
  'events/report-status',
  'schedules/tick',
]);
