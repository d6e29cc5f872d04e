import { endpoints } from '#shared/contract/endpoints.ts';
import { functionFile } from '#shared/contract/function-file.ts';

/** A partition of the table that only some functions may write, whatever their code does. */
export type GuardedPartition = {
  /** The partition keys, with the wildcards of an IAM policy. */
  readonly keys: string;
  /** Who may put items, by function file. */
  readonly put: readonly string[];
  /** Who may update items. */
  readonly update: readonly string[];
  /** Who may delete items one by one. Nobody may write a batch, which deletes too. */
  readonly delete: readonly string[];
};

/** The functions that end a membership or an invitation, with all that leads to it. */
const memberRemovers: readonly string[] = ['organization/delete-member', 'organization/leave-organization'];
const memberWriters: readonly string[] = [
  'organization/invite-member',
  'organization/update-member-role',
  'admin/invite-owner',
  ...memberRemovers,
];

/**
 * Every function that serves principals, which records its changes and what it denies, the operator's, the receiver,
 * which records what a provider reports, and who accepts an invitation, which records who joined.
 */
const auditors: readonly string[] = [
  ...endpoints.filter(({ access }) => access !== 'public').map(functionFile),
  'webhooks/receive-webhook',
  'admin/invite-owner',
  'admin/reset-key',
  'organization/accept-invitation',
];

/** The partitions of the audit log. */
const auditLog = 'ORG#*#AUDIT#*';

/** Where a function may put items without the right to put any others. @param file below functions/ */
export const auditRightsOf = (file: string): readonly string[] => (auditors.includes(file) ? [auditLog] : []);

const newOrganizations = 'admin/create-organization';
const accepting = 'organization/accept-invitation';

/**
 * Who may write what decides about access, and the audit log. `SUBJECT#` leads from a person who signs in to their
 * memberships, `EMAIL#` from an address to its invitation. Source: docs/design/security-model.md, "Guarded partitions".
 */
const guardedPartitions: readonly GuardedPartition[] = [
  {
    keys: 'KEY#*',
    put: [newOrganizations, 'organization/create-api-key', 'organization/rotate-api-key', 'admin/reset-key'],
    update: [],
    delete: ['organization/rotate-api-key', 'organization/revoke-api-key', 'admin/reset-key'],
  },
  { keys: 'SLUG#*', put: [newOrganizations], update: [], delete: [] },
  { keys: 'SUBJECT#*', put: [accepting], update: [], delete: memberRemovers },
  { keys: 'EMAIL#*', put: ['organization/invite-member', 'admin/invite-owner'], update: [], delete: memberRemovers },
  {
    // An organisation with its roles, members, API keys and settings of providers. The ULID of its id has 26 characters.
    keys: `ORG#org_${'?'.repeat(26)}`,
    put: [
      newOrganizations,
      accepting,
      'settings/update-provider-settings',
      'settings/delete-provider-settings',
      'schedules/tick',
      'organization/create-role',
      'organization/update-role',
      'organization/delete-role',
      'organization/create-api-key',
      'organization/rotate-api-key',
      'organization/revoke-api-key',
      ...memberWriters,
      'admin/reset-key',
    ],
    // It notes when a key was last used.
    update: ['auth/authorize'],
    delete: ['organization/delete-role', 'organization/revoke-api-key'],
  },
  { keys: auditLog, put: auditors, update: [], delete: [] },
];

/** The partitions that a function is denied for an action which its role may allow on the table. */
export type Denial = { readonly actions: readonly string[]; readonly keys: readonly string[] };

const keysWithout = (isAllowed: (partition: GuardedPartition) => boolean): readonly string[] =>
  guardedPartitions.filter((partition) => !isAllowed(partition)).map(({ keys }) => keys);

/** What a function may not do in guarded partitions. @param file below functions/ */
export const denialsOf = (file: string): readonly Denial[] => [
  { actions: ['dynamodb:PutItem'], keys: keysWithout(({ put }) => put.includes(file)) },
  { actions: ['dynamodb:UpdateItem'], keys: keysWithout(({ update }) => update.includes(file)) },
  { actions: ['dynamodb:DeleteItem'], keys: keysWithout((partition) => partition.delete.includes(file)) },
  // A batch write puts and deletes, and needs the right to neither.
  { actions: ['dynamodb:BatchWriteItem'], keys: keysWithout(() => false) },
];
