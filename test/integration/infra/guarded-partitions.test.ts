import { rmSync } from 'node:fs';
import { afterAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { permissions } from '#infra/permissions.ts';
import { endpoints } from '#shared/contract/endpoints.ts';
import { functionFile } from '#shared/contract/function-file.ts';
import { keys } from '#shared/data/table/keys.ts';
import { now, organizationId, projectId } from '#test/fixtures/records.ts';
import { type DeployedFunction, deployedFunctions } from './deployed-function.ts';
import { stubFolder } from './stub-bundle.ts';
import { Synthesized, textOf } from './synthesized.ts';

vi.mock('#infra/bundle.ts', () => import('./stub-bundle.ts'));
afterAll(() => rmSync(stubFolder, { recursive: true, force: true }));

const app = Synthesized.of();
const functions = deployedFunctions(app);

const actions = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'] as const;
type Action = (typeof actions)[number];

const Condition = z.strictObject({
  'ForAnyValue:StringLike': z.strictObject({ 'dynamodb:LeadingKeys': z.union([z.string(), z.array(z.string())]) }),
});

const likes = (pattern: string, text: string): boolean =>
  new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(text);

/** What IAM decides for a write of an item with this partition key: an explicit denial wins. */
const mayWrite = ({ statements }: DeployedFunction, action: Action, pk: string): boolean => {
  const applying = statements.filter(
    ({ Action: named, Condition: condition }) =>
      named.includes(`dynamodb:${action}`) &&
      (condition === undefined ||
        [Condition.parse(condition)['ForAnyValue:StringLike']['dynamodb:LeadingKeys']]
          .flat()
          .some((pattern) => likes(pattern, pk))),
  );
  return applying.length > 0 && applying.every(({ Effect }) => Effect === 'Allow');
};

/** Who may write an item with this key, and how: `PutItem admin/create-organization`. */
const writersOf = (pk: string): string[] =>
  functions.flatMap((one) =>
    actions.filter((action) => mayWrite(one, action, pk)).map((action) => `${action} ${one.file}`),
  );

const org = organizationId();
const project = projectId();

/** Those that change nothing record what they deny. Who accepts an invitation proves who they are by the ID token. */
const recorded = endpoints.filter((row) => row.access !== 'public' || row.operationId === 'acceptInvitation');

describe('a guarded partition', () => {
  it.each([
    [
      'an API key by its hash',
      keys.apiKeyByHash('0'.repeat(64)).pk,
      [
        'DeleteItem admin/reset-key',
        'DeleteItem organization/revoke-api-key',
        'DeleteItem organization/rotate-api-key',
        'PutItem admin/create-organization',
        'PutItem admin/reset-key',
        'PutItem organization/create-api-key',
        'PutItem organization/rotate-api-key',
      ],
    ],
    ['a slug', keys.slug('acme').pk, ['PutItem admin/create-organization']],
    [
      'a person who signs in',
      keys.subject('https://login.acme.example', '17'),
      [
        'DeleteItem organization/delete-member',
        'DeleteItem organization/leave-organization',
        'PutItem organization/accept-invitation',
      ],
    ],
    [
      'an address of a person',
      keys.invitedEmail('owner@acme.example', org).pk,
      [
        'DeleteItem organization/delete-member',
        'DeleteItem organization/leave-organization',
        'PutItem organization/invite-member',
        'PutItem admin/invite-owner',
      ],
    ],
    [
      'an organisation with its roles, keys and settings',
      keys.organization(org).pk,
      [
        'DeleteItem organization/delete-role',
        'PutItem organization/create-role',
        'PutItem organization/delete-role',
        'PutItem organization/update-role',
        'PutItem organization/invite-member',
        'PutItem organization/update-member-role',
        'PutItem organization/delete-member',
        'PutItem organization/leave-organization',
        'PutItem admin/invite-owner',
        'PutItem admin/reset-key',
        'PutItem admin/create-organization',
        'PutItem organization/accept-invitation',
        'PutItem schedules/tick',
        'PutItem settings/delete-provider-settings',
        'PutItem settings/update-provider-settings',
        'UpdateItem auth/authorize',
        'PutItem organization/create-api-key',
        'PutItem organization/rotate-api-key',
        'PutItem organization/revoke-api-key',
        'DeleteItem organization/revoke-api-key',
      ],
    ],
    [
      'the audit log',
      keys.auditRecord(org, now, '01J00000000000000000000000').pk,
      // A delivery records what its provider reports: a new name of the repository.
      [
        ...recorded.map((row) => `PutItem ${functionFile(row)}`),
        'PutItem webhooks/receive-webhook',
        'PutItem admin/invite-owner',
        'PutItem admin/reset-key',
      ],
    ],
  ])('%s is written and deleted in only by whom its purpose needs', (_what, pk, writers) => {
    expect(writersOf(pk).sort()).toEqual([...writers].sort());
  });

  it.each([
    ['a project', keys.project(org, project).pk],
    ['a history', keys.history(org, project)],
    ['a log', keys.logs(org, project)],
    ['the names of projects', keys.projectName(org, 'Acme').pk],
    ['the grants of a principal', keys.grant(org, 'key_1', project).pk],
    ['an idempotency record', keys.idempotency(org, 'key_1', 'POST', '/api/projects', 'a').pk],
  ])('is not %s, which every function writes with the actions of its role', (_what, pk) => {
    const listed = Object.entries(permissions).flatMap(([file, { table = [] }]) =>
      actions.filter((action) => table.includes(action)).map((action) => `${action} ${file}`),
    );

    expect(writersOf(pk).sort()).toEqual(listed.sort());
  });

  it('is named by every key that is no project, of whatever organisation', () => {
    const file = functions.find((one) => one.file === 'events/report-status');
    if (file === undefined) throw new Error('There is no function that reports a status.');

    for (const id of ['org_00000000000000000000000000', 'org_7ZZZZZZZZZZZZZZZZZZZZZZZZZ']) {
      expect(mayWrite(file, 'UpdateItem', `ORG#${id}`)).toBe(false);
      expect(mayWrite(file, 'UpdateItem', `ORG#${id}#AUDIT#2026-11`)).toBe(false);
      expect(mayWrite(file, 'UpdateItem', `ORG#${id}#PROJECT#${project}`)).toBe(true);
    }
  });
});

describe('the policies of a role', () => {
  it('stay under the 10,240 characters that IAM counts, with ARNs of 200', () => {
    const sizes = app.ofType('AWS::IAM::Role').map(({ id, Properties }) => {
      const text = JSON.stringify(Properties.Policies ?? [], (_key, value: unknown) =>
        typeof value === 'object' &&
        value !== null &&
        !Array.isArray(value) &&
        /^(Ref|Fn::)/.test(Object.keys(value)[0] ?? '')
          ? textOf(value).replaceAll('<reference>', 'r'.repeat(200))
          : value,
      );
      return { id, length: text.replace(/\s/g, '').length };
    });

    expect(sizes.length).toBeGreaterThanOrEqual(functions.length);
    expect(sizes.filter(({ length }) => length > 10_240)).toEqual([]);
  });
});
