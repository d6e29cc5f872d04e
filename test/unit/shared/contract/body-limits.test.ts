import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import type { Endpoint } from '#shared/contract/endpoint.ts';
import { endpoints } from '#shared/contract/endpoints.ts';
import { textLimits } from '#shared/contract/text-limits.ts';
import { huge, textPaths, withText } from '#test/integration/limits/filled-texts.ts';

const commitSha = 'a'.repeat(40);
const id = 'env_1';
const mapping = { branchPattern: 'main', environmentId: id, paths: ['addons/**'] };
const bump = { module: 'sale', from: '18.0.1', to: '18.0.2' };
const changePlan = {
  modules: ['sale'],
  versionBumps: [bump],
  requirementsChanged: false,
  warnings: ['w'],
  updates: [{ module: 'sale', reason: 'open' }],
};
const submodules = [{ path: 'p', repositoryUrl: 'r', commitSha, fetched: true }];
const facts = { commitSha, commitMessage: 'm', commitAuthor: 'a', changePlan, submodules };
const line = { at: '2026-11-28T10:00:00.000Z', text: 't' };
const host = {
  baseUrl: 'https://git.example.com',
  sshHost: 'git.example.com',
  sshHostKeys: ['ssh-ed25519 AAAA'],
  caBundle: 'PEM',
};
const pem = '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n';
const page = { cursor: 'c' };
const audit = {
  projectId: 'p',
  resourceId: 'r',
  action: 'a',
  actorId: 'a',
  from: '2026-11-28',
  to: '2026-11-29',
  ...page,
};

/** Bodies and queries that together hold every text that a request can carry. */
const samples: Readonly<Record<string, readonly Record<string, unknown>[]>> = {
  listProjects: [{ q: 'q', ...page }],
  listAuditLogs: [audit],
  exportAuditLogs: [audit],
  acceptInvitation: [{ idToken: 't', organization: 'o' }],
  createProject: [{ name: 'n', description: 'd', defaultOdooVersion: '18.0' }],
  updateProject: [{ name: 'n', description: 'd', defaultOdooVersion: '18.0' }],
  cloneProject: [{ name: 'n' }],
  listMembers: [page],
  inviteMember: [{ email: 'a@acme.example', roleId: 'viewer' }],
  updateMemberRole: [{ roleId: 'viewer' }],
  createRole: [{ name: 'n', description: 'd', permissions: [] }],
  updateRole: [{ name: 'n', description: 'd' }],
  findAccessCandidates: [{ q: 'q' }],
  listAllEnvironments: [{ q: 'q', ...page }],
  updateAccess: [{ grants: [{ principalId: 'mem_1', level: 'view' }] }],
  createEnvironment: [
    {
      name: 'n',
      type: 'staging',
      branch: 'main',
      odooVersion: '18.0',
      branches: ['main'],
      url: 'https://odoo.example.com',
    },
  ],
  updateEnvironment: [{ name: 'n', odooVersion: '18.0', branches: ['main'], url: 'https://odoo.example.com' }],
  pauseEnvironment: [{ reason: 'r' }],
  createBranchMapping: [mapping],
  updateBranchMapping: [mapping],
  orderBranchMappings: [{ order: ['map_1'] }],
  simulatePush: [
    { event: 'push', branch: 'main', commitSha, message: 'm', files: ['f'] },
    { event: 'tag', tag: 'v1' },
  ],
  startDeployment: [
    { branch: 'main', commitSha, environmentId: id, update: ['sale'] },
    { tag: 'v1', environmentId: id },
  ],
  approveDeployment: [{ commitSha }],
  listApiKeys: [page],
  createApiKey: [
    {
      name: 'n',
      permissions: ['view:projects'],
      projectIds: ['prj_01ARZ3NDEKTSV4RRFFQ69G5FAV'],
      environmentIds: ['env_01ARZ3NDEKTSV4RRFFQ69G5FAV'],
      expiresAt: '2026-11-28T10:00:00Z',
    },
  ],
  redeploy: [{ update: ['sale'] }],
  promoteDeployment: [{ environmentId: id, update: ['sale'] }],
  cancelDeployment: [{ reason: 'r' }],
  listDeployments: [
    { environmentId: id, branch: 'main', commit: 'abcdef0', from: '2026-11-27', to: '2026-11-28T10:00:00Z', ...page },
  ],
  listDeliveries: [{ event: 'push', ref: 'main', ...page }],
  listProviderRepositories: [{ q: 'q', ...page }],
  listRepositoryBranches: [{ q: 'q', pattern: 'main', ...page }],
  connectRepository: [{ repositoryUrl: 'git@github.com:acme/odoo.git', branch: 'main' }],
  addSubmodule: [{ repositoryUrl: 'git@github.com:acme/theme.git' }],
  updateRepository: [{ branch: 'main' }],
  claimDeployment: [{ runner: 'build-1' }],
  heartbeatDeployment: [{ lease: 'l', ...facts }],
  appendLogs: [{ lease: 'l', seq: 1, lines: [line] }],
  completeDeployment: [{ lease: 'l', status: 'failed', statusReason: 's', errorMessage: 'e', ...facts }],
  updateProviderSettings: [
    { credential: { kind: 'token', token: 'x'.repeat(8), username: 'u' }, ...host },
    { credential: { kind: 'app', appId: '1', installationId: '1', privateKey: pem } },
  ],
};

/** The limits of the texts whose form is free, by the end of their path; the others have a form that ends them. */
const limits: Readonly<Record<string, number>> = {
  q: textLimits.search,
  cursor: textLimits.cursor,
  name: textLimits.name,
  description: textLimits.description,
  'pauseEnvironment/reason': textLimits.reason,
  'cancelDeployment/reason': textLimits.reason,
  runner: textLimits.name,
  branch: textLimits.refName,
  tag: textLimits.refName,
  branchPattern: textLimits.branchPattern,
  pattern: textLimits.branchPattern,
  branches: textLimits.branchPattern,
  environmentId: textLimits.id,
  email: textLimits.email,
  roleId: textLimits.id,
  order: textLimits.id,
  'submodules/*/path': textLimits.submodulePath,
  paths: textLimits.pathFilter,
  message: textLimits.simulatedMessage,
  files: textLimits.simulatedFile,
  repositoryUrl: textLimits.repositoryUrl,
  lease: textLimits.leaseToken,
  text: textLimits.logBytes,
  commitMessage: textLimits.firstLine,
  commitAuthor: textLimits.author,
  statusReason: textLimits.sentence,
  errorMessage: textLimits.sentence,
  warnings: textLimits.warning,
  modules: textLimits.moduleName,
  module: textLimits.moduleName,
  'versionBumps/*/from': textLimits.moduleVersion,
  'versionBumps/*/to': textLimits.moduleVersion,
  'listDeliveries/event': textLimits.eventName,
  ref: textLimits.ref,
  token: textLimits.credential,
  baseUrl: textLimits.baseUrl,
  sshHostKeys: textLimits.sshHostKey,
  caBundle: textLimits.caBundle,
};

type Schema = { readonly [Name in 'anyOf' | 'oneOf' | 'allOf']?: readonly Schema[] } & {
  readonly type?: string;
  readonly enum?: unknown;
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
};

/** Every free text of a JSON Schema, as a path in which an item of a list is `*`. */
const textsOf = (schema: Schema, path: string): readonly string[] => [
  ...(schema.type === 'string' && schema.enum === undefined && schema.const === undefined ? [path] : []),
  ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])].flatMap((one) => textsOf(one, path)),
  ...Object.entries(schema.properties ?? {}).flatMap(([name, one]) => textsOf(one, `${path}/${name}`)),
  ...(schema.items === undefined ? [] : textsOf(schema.items, `${path}/*`)),
];

const rows: readonly Endpoint[] = Object.values(endpoints);
const schemasOf = ({ body, query }: Endpoint): readonly z.ZodMiniType[] =>
  [body, query].filter((one) => one !== undefined);
const named = (path: readonly string[]): string => path.map((part) => (/^\d+$/.test(part) ? '*' : part)).join('/');
/** Without the number of an item: `/paths/0` is `/paths`. */
const limitOf = (operation: string, path: readonly string[]): number | undefined => {
  const end = `/${operation}/${named(path)}`.replace(/\/\*$/, '');
  return Object.entries(limits).find(([name]) => end.endsWith(`/${name}`))?.[1];
};

describe('the texts of a request', () => {
  it('are all among the samples', () => {
    const documented = rows.flatMap((row) =>
      schemasOf(row).flatMap((schema) =>
        textsOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema, row.operationId),
      ),
    );
    const sampled = Object.entries(samples).flatMap(([operation, bodies]) =>
      bodies.flatMap((body) => [...textPaths(body)].map((path) => `${operation}/${named(path)}`)),
    );

    expect([...new Set(documented)].filter((path) => !sampled.includes(path))).toEqual([]);
  });

  const cases = rows.flatMap((row) =>
    schemasOf(row).flatMap((schema) =>
      (samples[row.operationId] ?? []).flatMap((body) =>
        [...textPaths(body)].map(
          (path) => [`${row.operationId} ${named(path)}`, { operation: row.operationId, schema, body, path }] as const,
        ),
      ),
    ),
  );

  it.each(cases)(
    '%s is refused where it is huge, and held to its limit',
    (_name, { operation, schema, body, path }) => {
      const takes = (text: string): boolean => schema.safeParse(withText(body, path, text)).success;
      const limit = limitOf(operation, path);

      expect(schema.safeParse(body).success).toBe(true);
      expect(takes('1'.repeat(huge))).toBe(false);
      if (limit === undefined) return;
      expect(takes('1'.repeat(limit))).toBe(true);
      expect(takes('1'.repeat(limit + 1))).toBe(false);
    },
  );
});

describe('what a runner tells', () => {
  it('is stored well-formed', () => {
    const complete = rows.find(({ operationId }) => operationId === 'completeDeployment');
    const half = 'a\ud83d';
    const body = {
      lease: 'l',
      status: 'failed',
      statusReason: half,
      errorMessage: half,
      changePlan: { ...changePlan, warnings: [half] },
    };

    const parsed = complete?.body?.parse(body) as Record<string, unknown>;

    expect(parsed).toMatchObject({ statusReason: 'a\ufffd', errorMessage: 'a\ufffd' });
    expect(parsed).toMatchObject({ changePlan: { warnings: ['a\ufffd'] } });
  });
});
