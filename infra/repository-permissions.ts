import { data, type Grant, withBoth, withRoot, withSecrets } from './grant.ts';

/** The rights of the functions for a project's repository. */
export const repositoryPermissions: Readonly<Record<string, Grant>> = {
  'repository/get-repository': { table: ['Query'], index: true, environment: data },
  'repository/get-repository-removal': { table: ['Query'], environment: data },
  'repository/list-repository-branches': {
    table: ['Query', 'GetItem'],
    deployKeys: ['GetSecretValue'],
    environment: withSecrets,
  },
  'repository/connect-repository': {
    table: ['Query', 'GetItem', 'PutItem', 'DeleteItem'],
    index: true,
    rootKey: true,
    deployKeys: ['CreateSecret', 'DeleteSecret', 'GetSecretValue'],
    credentials: ['GetSecretValue'],
    environment: withBoth,
  },
  'repository/update-repository': { table: ['Query', 'PutItem'], index: true, environment: data },
  'repository/disconnect-repository': {
    table: ['Query', 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'],
    rootKey: true,
    deployKeys: ['DeleteSecret'],
    credentials: ['GetSecretValue'],
    environment: withBoth,
  },
  'repository/regenerate-key': {
    table: ['Query', 'GetItem', 'PutItem', 'DeleteItem'],
    index: true,
    rootKey: true,
    deployKeys: ['CreateSecret', 'DeleteSecret'],
    credentials: ['GetSecretValue'],
    environment: withBoth,
  },
  'repository/reconfigure-webhook': {
    table: ['Query', 'GetItem', 'PutItem', 'DeleteItem'],
    index: true,
    rootKey: true,
    credentials: ['GetSecretValue'],
    environment: withBoth,
  },
  'repository/reveal-secret': {
    table: ['Query', 'GetItem', 'PutItem'],
    rootKey: true,
    environment: withRoot,
  },
  'repository/validate-repository': {
    table: ['Query', 'GetItem', 'PutItem', 'UpdateItem'],
    rootKey: true,
    deployKeys: ['GetSecretValue', 'DeleteSecret'],
    credentials: ['GetSecretValue'],
    environment: withBoth,
  },
  'repository/list-submodules': { table: ['Query', 'BatchGetItem'], environment: data },
  'repository/get-submodule': { table: ['Query'], environment: data },
  'repository/add-submodule': {
    table: ['Query', 'GetItem', 'PutItem', 'DeleteItem'],
    deployKeys: ['CreateSecret', 'DeleteSecret', 'GetSecretValue'],
    credentials: ['GetSecretValue'],
    environment: withSecrets,
  },
  'repository/validate-submodule': {
    table: ['Query', 'GetItem', 'PutItem'],
    deployKeys: ['GetSecretValue', 'DeleteSecret'],
    credentials: ['GetSecretValue'],
    environment: withSecrets,
  },
  'repository/remove-submodule': {
    table: ['Query', 'GetItem', 'PutItem'],
    deployKeys: ['DeleteSecret'],
    credentials: ['GetSecretValue'],
    environment: withSecrets,
  },
  'repository/sync-repository': {
    table: ['Query', 'GetItem', 'PutItem'],
    index: true,
    rootKey: true,
    credentials: ['GetSecretValue'],
    environment: withBoth,
  },
};
