import { adminPermissions } from './admin-permissions.ts';
import { backgroundPermissions } from './background-permissions.ts';
import { data, type Grant, withBoth, withLease, withRoot, withSecrets } from './grant.ts';
import { repositoryPermissions } from './repository-permissions.ts';

/** By function file. A test checks that it is complete, and the emulated deployment enforces all roles. */
export const permissions: Readonly<Record<string, Grant>> = {
  'projects/list-projects': { table: ['Query', 'BatchGetItem'], index: true, environment: data },
  'projects/create-project': { table: ['GetItem', 'PutItem', 'ConditionCheckItem'], environment: data },
  'projects/get-project': { table: ['GetItem'], environment: data },
  'projects/get-project-removal': { table: ['Query'], environment: data },
  'projects/update-project': {
    table: ['GetItem', 'PutItem', 'DeleteItem', 'ConditionCheckItem'],
    environment: data,
  },
  'projects/delete-project': { table: ['GetItem', 'PutItem', 'DeleteItem'], environment: data },
  'projects/archive-project': { table: ['Query', 'PutItem', 'UpdateItem'], environment: data },
  'projects/unarchive-project': { table: ['GetItem', 'PutItem'], environment: data },
  'projects/clone-project': {
    table: ['Query', 'GetItem', 'PutItem', 'ConditionCheckItem', 'BatchGetItem'],
    environment: data,
  },
  'projects/get-access': { table: ['GetItem', 'BatchGetItem'], environment: data },
  'projects/find-access-candidates': { table: ['GetItem', 'Query'], environment: data },
  'projects/explain-access': { table: ['GetItem', 'BatchGetItem'], environment: data },
  'projects/update-access': {
    table: ['GetItem', 'PutItem', 'ConditionCheckItem', 'BatchGetItem', 'Query', 'DeleteItem'],
    environment: data,
  },
  'projects/update-grant': {
    table: ['GetItem', 'PutItem', 'ConditionCheckItem', 'BatchGetItem', 'Query', 'DeleteItem'],
    environment: data,
  },
  'projects/delete-grant': {
    table: ['GetItem', 'PutItem', 'ConditionCheckItem', 'BatchGetItem', 'Query', 'DeleteItem'],
    environment: data,
  },
  'projects/purge-project': {
    table: ['GetItem', 'Query', 'BatchWriteItem', 'DeleteItem'],
    rootKey: true,
    deployKeys: ['DeleteSecret'],
    credentials: ['GetSecretValue'],
    environment: withBoth,
  },

  ...repositoryPermissions,

  'branch-mappings/list-branch-mappings': { table: ['GetItem'], environment: data },
  'branch-mappings/get-branch-mapping': { table: ['GetItem'], environment: data },
  'branch-mappings/create-branch-mapping': {
    table: ['GetItem', 'Query', 'PutItem'],
    deployKeys: ['GetSecretValue'],
    environment: withSecrets,
  },
  'branch-mappings/order-branch-mappings': { table: ['GetItem', 'PutItem'], environment: data },
  'branch-mappings/update-branch-mapping': {
    table: ['GetItem', 'Query', 'PutItem'],
    deployKeys: ['GetSecretValue'],
    environment: withSecrets,
  },
  'branch-mappings/delete-branch-mapping': { table: ['GetItem', 'PutItem'], environment: data },

  'branch-mappings/simulate-push': { table: ['Query'], environment: data },

  'environments/list-environments': { table: ['Query'], environment: data },
  'environments/get-environment': { table: ['Query'], environment: data },
  'environments/list-all-environments': { table: ['Query', 'BatchGetItem'], index: true, environment: data },
  'environments/create-environment': {
    table: ['GetItem', 'Query', 'PutItem'],
    deployKeys: ['GetSecretValue'],
    environment: withSecrets,
  },
  'environments/update-environment': { table: ['Query', 'PutItem'], environment: data },
  'environments/pause-environment': { table: ['Query', 'GetItem', 'PutItem', 'UpdateItem'], environment: data },
  'environments/resume-environment': { table: ['Query', 'GetItem', 'PutItem', 'UpdateItem'], environment: data },
  'environments/delete-environment': { table: ['Query', 'PutItem', 'UpdateItem', 'DeleteItem'], environment: data },

  'deployments/get-deployment': { table: ['GetItem'], environment: data },
  'deployments/list-deployments': { table: ['GetItem', 'Query'], index: true, environment: data },
  'deployments/start-deployment': {
    table: ['Query', 'GetItem', 'PutItem', 'UpdateItem'],
    deployKeys: ['GetSecretValue'],
    environment: withSecrets,
  },
  'deployments/get-deployment-logs': { table: ['BatchGetItem', 'Query'], environment: data },
  'deployments/cancel-deployment': { table: ['Query', 'GetItem', 'PutItem', 'UpdateItem'], environment: data },
  'deployments/approve-deployment': {
    table: ['Query', 'GetItem', 'PutItem', 'UpdateItem'],
    deployKeys: ['GetSecretValue'],
    environment: withSecrets,
  },
  'deployments/redeploy': {
    table: ['Query', 'GetItem', 'PutItem', 'UpdateItem'],
    deployKeys: ['GetSecretValue'],
    environment: withSecrets,
  },
  'deployments/promote-deployment': {
    table: ['Query', 'GetItem', 'PutItem', 'UpdateItem'],
    deployKeys: ['GetSecretValue'],
    environment: withSecrets,
  },

  'runner/get-runner-setup': { table: ['BatchGetItem'], environment: withSecrets },
  'runner/claim-deployment': {
    table: ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'],
    leaseKey: true,
    environment: [...withSecrets, 'LEASE_SECRET_ID'],
  },
  'runner/heartbeat-deployment': { table: ['UpdateItem', 'GetItem'], leaseKey: true, environment: withLease },
  'runner/append-logs': {
    table: ['ConditionCheckItem', 'PutItem', 'GetItem'],
    leaseKey: true,
    environment: withLease,
  },
  'runner/complete-deployment': {
    table: ['UpdateItem', 'PutItem', 'GetItem', 'Query', 'BatchGetItem'],
    leaseKey: true,
    environment: withLease,
  },

  'deliveries/list-deliveries': { table: ['Query'], index: true, environment: data },
  'deliveries/get-delivery': { table: ['Query', 'GetItem'], environment: data },
  'deliveries/redeliver-delivery': { table: ['Query', 'GetItem', 'PutItem', 'UpdateItem'], environment: data },

  'settings/list-provider-settings': { table: ['Query'], environment: data },
  'settings/list-provider-repositories': {
    table: ['GetItem'],
    credentials: ['GetSecretValue'],
    environment: withSecrets,
  },
  'settings/get-provider-settings': { table: ['GetItem'], environment: data },
  'settings/update-provider-settings': {
    table: ['GetItem', 'PutItem'],
    credentials: ['CreateSecret', 'DeleteSecret'],
    environment: withSecrets,
  },
  'settings/delete-provider-settings': {
    table: ['GetItem', 'PutItem'],
    credentials: ['DeleteSecret'],
    environment: withSecrets,
  },

  'organization/list-audit-logs': { table: ['Query', 'BatchGetItem'], environment: data },
  'organization/export-audit-logs': { table: ['Query', 'BatchGetItem'], environment: data },
  'organization/get-me': { table: ['BatchGetItem'], environment: data },
  'organization/list-members': { table: ['Query'], environment: data },
  'organization/get-member': { table: ['GetItem', 'Query'], environment: data },
  'organization/invite-member': { table: ['BatchGetItem', 'GetItem', 'Query', 'PutItem'], environment: data },
  'organization/update-member-role': { table: ['BatchGetItem', 'PutItem'], environment: data },
  'organization/delete-member': { table: ['BatchGetItem', 'PutItem', 'DeleteItem'], environment: data },
  'organization/leave-organization': { table: ['BatchGetItem', 'GetItem', 'PutItem', 'DeleteItem'], environment: data },
  'organization/list-permissions': { environment: data },
  'organization/list-roles': { table: ['Query'], environment: data },
  'organization/get-role': { table: ['BatchGetItem'], environment: data },
  'organization/create-role': { table: ['BatchGetItem', 'GetItem', 'PutItem'], environment: data },
  'organization/update-role': { table: ['BatchGetItem', 'PutItem', 'DeleteItem'], environment: data },
  'organization/delete-role': { table: ['BatchGetItem', 'PutItem', 'DeleteItem'], environment: data },
  'organization/accept-invitation': {
    table: ['Query', 'BatchGetItem', 'GetItem', 'PutItem'],
    environment: [...data, 'SIGN_IN'],
  },
  'organization/list-api-keys': { table: ['Query'], environment: data },
  'organization/get-api-key': { table: ['GetItem'], environment: data },
  'organization/create-api-key': { table: ['BatchGetItem', 'GetItem', 'PutItem'], environment: data },
  'organization/rotate-api-key': {
    table: ['BatchGetItem', 'GetItem', 'ConditionCheckItem', 'PutItem', 'DeleteItem'],
    environment: data,
  },
  'organization/revoke-api-key': { table: ['BatchGetItem', 'PutItem', 'DeleteItem'], environment: data },

  'webhooks/receive-webhook': {
    table: ['Query', 'GetItem', 'PutItem', 'UpdateItem'],
    rootKey: true,
    environment: withRoot,
  },

  'meta/get-health': { environment: ['PUBLIC_URL'] },
  'meta/get-openapi': { environment: ['PUBLIC_URL'] },
  'meta/get-problem-page': { environment: ['PUBLIC_URL'] },
  'meta/get-well-known': { environment: ['PUBLIC_URL', 'SIGN_IN'] },
  'meta/serve-console': { environment: ['PUBLIC_URL', 'SIGN_IN'] },

  'auth/authorize': {
    table: ['GetItem', 'BatchGetItem', 'Query', 'UpdateItem'],
    environment: ['TABLE_NAME', 'SIGN_IN'],
  },
  ...backgroundPermissions,
  ...adminPermissions,
};
