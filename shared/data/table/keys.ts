import { hash } from 'node:crypto';
import { encodeTime } from 'ulid';
import type {
  ApiKeyId,
  DeliveryId,
  DeploymentId,
  EnvironmentId,
  MemberId,
  OrganizationId,
  ProjectId,
} from '#shared/contract/id.ts';
import { foldName } from '#shared/domain/fold-name.ts';

/**
 * The key of an item. The partition key begins with the organisation: a second barrier between tenants, below the
 * checks in the code.
 */
export type Key = { readonly pk: string; readonly sk: string };
/** The key of an item in the index gsi1. */
export type IndexKey = { readonly gsi1pk: string; readonly gsi1sk: string };

const sha256 = (text: string): string => hash('sha256', text);
const project = (o: OrganizationId, p: ProjectId): string => `ORG#${o}#PROJECT#${p}`;

/** The number of partitions of the DUE index. */
export const dueShards = 16;

/** The keys of the single table. Only this file spells them. Source: docs/design/single-table.md, "Items". */
export const keys = {
  project: (o: OrganizationId, p: ProjectId): Key => ({ pk: project(o, p), sk: 'PROJECT' }),
  repository: (o: OrganizationId, p: ProjectId): Key => ({ pk: project(o, p), sk: 'REPOSITORY' }),
  environment: (o: OrganizationId, p: ProjectId, e: EnvironmentId): Key => ({
    pk: project(o, p),
    sk: `${keys.environmentsFrom}${e}`,
  }),
  branchHead: (o: OrganizationId, p: ProjectId, ref: string): Key => ({
    pk: project(o, p),
    sk: `BRANCH#${sha256(ref).slice(0, 32)}`,
  }),
  branchHeadsFrom: 'BRANCH#',
  environmentsFrom: 'ENVIRONMENT#',
  /** The first sort key of a project's configuration. Branch heads sort before it. */
  configurationFrom: 'ENVIRONMENT',
  history: (o: OrganizationId, p: ProjectId): string => `${project(o, p)}#HISTORY`,
  logs: (o: OrganizationId, p: ProjectId): string => `${project(o, p)}#LOGS`,
  deployment: (o: OrganizationId, p: ProjectId, d: DeploymentId): Key => ({
    pk: keys.history(o, p),
    sk: `DEPLOYMENT#${d}`,
  }),
  deploymentsFrom: 'DEPLOYMENT#',
  /**
   * The bounds of the ids of deployments that were created from one time to before another: an id begins with its time.
   * @param from milliseconds since the epoch; null: the first one @param to null: the last one
   */
  deploymentIdsBetween: (from: number | null, to: number | null): { readonly from: string; readonly to: string } => ({
    from: from === null ? 'dep_' : `dep_${encodeTime(Math.max(0, from))}`,
    // No id is as short, so that none equals the bound.
    to: to === null ? 'dep_~' : `dep_${encodeTime(Math.max(0, to))}`,
  }),
  /** @param first the number of the chunk's first line, at most 99,999,999 */
  logChunk: (o: OrganizationId, p: ProjectId, d: DeploymentId, first: number): Key => ({
    pk: keys.logs(o, p),
    sk: `${d}#${String(first).padStart(8, '0')}`,
  }),
  delivery: (o: OrganizationId, p: ProjectId, d: DeliveryId): Key => ({
    pk: keys.history(o, p),
    sk: `${keys.deliveriesFrom}${d.slice(-16)}`,
  }),
  deliveriesFrom: 'DELIVERY#',
  projectName: (o: OrganizationId, name: string): Key => ({
    pk: `ORG#${o}#NAMES`,
    sk: `${keys.openNamesFrom}${foldName(name)}`,
  }),
  openNamesFrom: 'PROJECT#',
  /**
   * The name of a restricted project, apart from the others, so that the search of somebody who may not see it does not read
   * it.
   */
  restrictedName: (o: OrganizationId, name: string): Key => ({
    pk: `ORG#${o}#NAMES`,
    sk: `${keys.restrictedNamesFrom}${foldName(name)}`,
  }),
  restrictedNamesFrom: 'RESTRICTED#',
  grant: (o: OrganizationId, principal: string, p: ProjectId): Key => ({
    pk: `ORG#${o}#PRINCIPAL#${principal}`,
    sk: `GRANT#${p}`,
  }),
  grantsFrom: 'GRANT#',
  /** A principal whose grants the tick still has to remove. */
  departure: (o: OrganizationId, principal: string): Key => ({
    pk: `ORG#${o}#PRINCIPAL#${principal}`,
    sk: keys.departureAt,
  }),
  departureAt: 'DEPARTURE',
  auditRecord: (o: OrganizationId, at: string, ulid: string): Key => ({
    pk: keys.auditMonth(o, at.slice(0, 7)),
    sk: ulid,
  }),
  /** @param month `2026-11` */
  auditMonth: (o: OrganizationId, month: string): string => `ORG#${o}#AUDIT#${month}`,
  /** The sort key before those of all records of this time and later. @param timeMs milliseconds since the epoch */
  auditRecordsFrom: (timeMs: number): string => encodeTime(Math.max(0, timeMs)),
  organization: (o: OrganizationId): Key => ({ pk: `ORG#${o}`, sk: 'ORG' }),
  apiKey: (o: OrganizationId, k: ApiKeyId): Key => ({ pk: `ORG#${o}`, sk: `${keys.apiKeysFrom}${k}` }),
  apiKeysFrom: 'KEY#',
  member: (o: OrganizationId, m: MemberId): Key => ({ pk: `ORG#${o}`, sk: `${keys.membersFrom}${m}` }),
  membersFrom: 'MEMBER#',
  role: (o: OrganizationId, r: string): Key => ({ pk: `ORG#${o}`, sk: `${keys.rolesFrom}${r}` }),
  rolesFrom: 'ROLE#',
  roleName: (o: OrganizationId, name: string): Key => ({ pk: `ORG#${o}#ROLES`, sk: `NAME#${foldName(name)}` }),
  /** @param email normalised */
  invitedEmail: (email: string, o: OrganizationId): Key => ({ pk: `EMAIL#${sha256(email)}`, sk: `ORG#${o}` }),
  /** @param subjectKey as `subject` gives it */
  membership: (subjectKey: string, o: OrganizationId): Key => ({ pk: subjectKey, sk: `ORG#${o}` }),
  membershipsFrom: 'ORG#',
  /** A person who signs in, stored beside their memberships. */
  person: (subjectKey: string): Key => ({ pk: subjectKey, sk: 'PERSON' }),
  /** All invitations of an e-mail address, each under its organisation. @param email normalised */
  invitations: (email: string): string => `EMAIL#${sha256(email)}`,
  /** All memberships of one person at one issuer, each under its organisation. */
  subject: (issuer: string, subject: string): string => `SUBJECT#${sha256(JSON.stringify([issuer, subject]))}`,
  providerSettings: (o: OrganizationId, provider: string): Key => ({ pk: `ORG#${o}`, sk: `PROVIDER#${provider}` }),
  providerSettingsFrom: 'PROVIDER#',
  apiKeyByHash: (hash: string): Key => ({ pk: `KEY#${hash}`, sk: 'KEY' }),
  slug: (slug: string): Key => ({ pk: `SLUG#${slug}`, sk: 'SLUG' }),
  idempotency: (o: OrganizationId, principal: string, method: string, path: string, key: string): Key => ({
    pk: `ORG#${o}#IDEMPOTENCY#${sha256(JSON.stringify([principal, method, path, key]))}`,
    sk: 'IDEMPOTENCY',
  }),
  /** An item of the whole service, not of an organisation. */
  lastTick: { pk: 'SERVICE', sk: 'TICK' },
} as const;

/** The kind of an item, from its key alone; null for items without events. */
export const kindOfItem = (
  key: Key,
): 'project' | 'repository' | 'environment' | 'deployment' | 'member' | 'role' | 'apiKey' | null => {
  if (key.sk.startsWith(keys.deploymentsFrom)) return 'deployment';
  if (key.sk.startsWith(keys.membersFrom)) return 'member';
  if (key.sk.startsWith(keys.rolesFrom)) return 'role';
  if (key.sk.startsWith(keys.apiKeysFrom)) return 'apiKey';
  if (!key.pk.includes('#PROJECT#')) return null;
  if (key.sk === 'PROJECT') return 'project';
  if (key.sk === 'REPOSITORY') return 'repository';
  return key.sk.startsWith(keys.environmentsFrom) ? 'environment' : null;
};

/**
 * 4 open, 3 restricted, 2 archived and open, 1 archived and restricted: one descending Query reads what the principal
 * may see.
 */
export type Rank = '4' | '3' | '2' | '1';

/** The keys of the index gsi1. */
export const indexKeys = {
  projects: (o: OrganizationId): string => `ORG#${o}#PROJECTS`,
  project: (o: OrganizationId, rank: Rank, p: ProjectId): IndexKey => ({
    gsi1pk: indexKeys.projects(o),
    gsi1sk: `${rank}#${p}`,
  }),
  environmentDeployments: (o: OrganizationId, e: EnvironmentId): string => `ORG#${o}#ENVIRONMENT#${e}`,
  deployment: (o: OrganizationId, e: EnvironmentId, d: DeploymentId): IndexKey => ({
    gsi1pk: indexKeys.environmentDeployments(o, e),
    gsi1sk: d,
  }),
  deliveries: (o: OrganizationId, p: ProjectId): string => `${project(o, p)}#DELIVERIES`,
  delivery: (o: OrganizationId, p: ProjectId, d: DeliveryId): IndexKey => ({
    gsi1pk: indexKeys.deliveries(o, p),
    gsi1sk: d,
  }),
  dueShard: (shard: number): string => `DUE#${shard}`,
  /** @param at when it is due, RFC 3339 @param id of the project or environment; it determines the shard */
  due: (at: string, id: string): IndexKey => ({
    gsi1pk: indexKeys.dueShard(Number.parseInt(sha256(id).slice(0, 8), 16) % dueShards),
    gsi1sk: `${at}#${id}`,
  }),
} as const;
