import type { Endpoint } from './endpoint.ts';
import * as branchMappings from './endpoints/branch-mappings.ts';
import * as deliveries from './endpoints/deliveries.ts';
import * as deployments from './endpoints/deployments.ts';
import * as environments from './endpoints/environments.ts';
import * as meta from './endpoints/meta.ts';
import * as organization from './endpoints/organization.ts';
import * as projects from './endpoints/projects.ts';
import * as repository from './endpoints/repository.ts';
import * as runner from './endpoints/runner.ts';
import * as settings from './endpoints/settings.ts';
import * as webhooks from './endpoints/webhooks.ts';

/** Every row by its operation id, with its exact type: the typed client is made from this. */
export const rows = {
  ...projects,
  ...repository,
  ...branchMappings,
  ...environments,
  ...deployments,
  ...runner,
  ...deliveries,
  ...organization,
  ...settings,
  ...webhooks,
  ...meta,
};

/** The endpoint table: a route that is not in it cannot exist. Source: design §3. */
export const endpoints: readonly Endpoint[] = Object.values(rows);
