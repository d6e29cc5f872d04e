import * as audit from '#shared/contract/endpoints/audit.ts';
import * as branchMappings from '#shared/contract/endpoints/branch-mappings.ts';
import * as deliveries from '#shared/contract/endpoints/deliveries.ts';
import * as deployments from '#shared/contract/endpoints/deployments.ts';
import * as environments from '#shared/contract/endpoints/environments.ts';
import * as members from '#shared/contract/endpoints/members.ts';
import * as meta from '#shared/contract/endpoints/meta.ts';
import * as organization from '#shared/contract/endpoints/organization.ts';
import * as projects from '#shared/contract/endpoints/projects.ts';
import * as repository from '#shared/contract/endpoints/repository.ts';
import * as roles from '#shared/contract/endpoints/roles.ts';
import * as runner from '#shared/contract/endpoints/runner.ts';
import * as settings from '#shared/contract/endpoints/settings.ts';
import * as webhooks from '#shared/contract/endpoints/webhooks.ts';
import type { Endpoint } from './endpoint.ts';

/** All rows by operation id, with their exact types. The typed client is made from them. */
export const rows = {
  ...projects,
  ...repository,
  ...branchMappings,
  ...environments,
  ...deployments,
  ...runner,
  ...deliveries,
  ...organization,
  ...audit,
  ...members,
  ...roles,
  ...settings,
  ...webhooks,
  ...meta,
};

/**
 * The endpoint table. A route that is not in it cannot exist.
 * Source: docs/design/api-conventions.md, "The endpoint table".
 */
export const endpoints: readonly Endpoint[] = Object.values(rows);
