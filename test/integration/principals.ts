import { GetCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { hashApiKey, newApiKey } from '#shared/auth/api-key.ts';
import { type ApiKeyId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { newId } from '#shared/contract/new-id.ts';
import type { Permission } from '#shared/contract/permission.ts';
import type { Mutation } from '#shared/data/audit/mutation.ts';
import { newApiKeyWrites } from '#shared/data/items/api-key-item.ts';
import { moveNameWrites, projectWrite } from '#shared/data/items/project-item.ts';
import { readProject } from '#shared/data/projects/read-project.ts';
import { keys, type Key as TableKey } from '#shared/data/table/keys.ts';
import { table } from '#shared/data/table/table.ts';
import { transact } from '#shared/data/table/transact.ts';
import { noLimits } from '#shared/domain/access/principal.ts';
import type { MemberRecord } from '#shared/domain/records/member.ts';
import type { GrantLevel } from '#shared/domain/records/project-access.ts';
import { apiKeyRecord, memberRecord } from '#test/fixtures/access-records.ts';
import type { TestService } from '#test/integration/test-service.ts';

export type Key = { readonly id: string; readonly token: string };
export type OtherOrganization = Key & { readonly organizationId: OrganizationId };

const put = async (item: Record<string, unknown>): Promise<void> => {
  const { client, name } = table();
  await client.send(new PutCommand({ TableName: name, Item: item }));
};

/** An active member, who has signed in. No route makes one without a token of an issuer, so it is written here. */
export const writtenMember = async (organization: string, over: Partial<MemberRecord> = {}): Promise<MemberRecord> => {
  const now = new Date().toISOString();
  const member = memberRecord({
    organizationId: organization as OrganizationId,
    id: newId('member', now),
    roleId: 'admin',
    createdAt: now,
    updatedAt: now,
    ...over,
  });
  await put({ ...member, ...keys.member(member.organizationId, member.id) });
  return member;
};

/** A member who has accepted: as `writtenMember`, and found by what the issuer calls them. */
export const signedInMember = async (
  organization: string,
  issuer: string,
  subject: string,
  over: Partial<MemberRecord> = {},
): Promise<MemberRecord> => {
  const subjectKey = keys.subject(issuer, subject);
  const member = await writtenMember(organization, { subjectKey, ...over });
  const { organizationId, id: memberId } = member;
  await put({ ...keys.membership(subjectKey, organizationId), organizationId, memberId });
  return member;
};

/** An API key of the organisation that is no Owner's, of an Admin of its own where no creator is named. */
export const restrictedKey = async (
  organization: string,
  permissions: readonly Permission[],
  expiresAt: string | null = null,
  creatorId: string | null = null,
): Promise<Key> => {
  const now = new Date().toISOString();
  const organizationId = organization as OrganizationId;
  const id = newId('apiKey', now);
  const token = newApiKey(id.slice(4));
  const creator = creatorId ?? (await writtenMember(organization)).id;
  const record = apiKeyRecord({
    organizationId,
    id,
    name: permissions.join(', ') || 'nothing',
    hashes: [hashApiKey(token)],
    role: 'restricted',
    permissions,
    creatorId: creator,
    createdAt: now,
    expiresAt,
  });
  await transact(newApiKeyWrites(record));
  return { id, token };
};

/** Changes an item by hand, to what no route brings about. */
export const rewrite = async (key: TableKey, changes: Record<string, unknown>): Promise<void> => {
  const { client, name } = table();
  const { Item: item } = await client.send(new GetCommand({ TableName: name, Key: key }));
  await put({ ...item, ...changes });
};

/** A secret that leads to a key which has another one by now, as if a rotation had left its pointer behind. */
export const replacedSecret = async (organization: OrganizationId): Promise<Key> => {
  const made = await restrictedKey(organization, ['manage:projects']);
  const token = newApiKey(made.id.slice(4));
  await rewrite(keys.apiKeyByHash(hashApiKey(made.token)), keys.apiKeyByHash(hashApiKey(token)));
  return { ...made, token };
};

/** A text whose checksum is wrong, and which the table takes for the secret of a key. */
export const inventedKey = async (organization: OrganizationId): Promise<Key> => {
  const made = await restrictedKey(organization, ['manage:projects']);
  const token = `${made.token.slice(0, -8)}00000000`;
  await rewrite(keys.apiKey(organization, made.id as ApiKeyId), { hashes: [hashApiKey(token)] });
  await rewrite(keys.apiKeyByHash(hashApiKey(made.token)), keys.apiKeyByHash(hashApiKey(token)));
  return { ...made, token };
};

const Created = z.object({ organization: z.object({ id: OrganizationId }), apiKey: z.string() });

/** A further organisation with its Owner key, made as `ocore admin create-organization` makes it. */
export const otherOrganization = async (service: TestService, slug: string): Promise<OtherOrganization> => {
  const url = `${service.local.adminEndpoint}/2015-03-31/functions/ocore-create-organization/invocations`;
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify({ slug, name: `Organisation ${slug}` }) });
  const made = Created.parse(await answer.json());
  const id = `key_${made.apiKey.split('_')[1]}`;
  return { id, token: made.apiKey, organizationId: made.organization.id };
};

/** Restricts a project to the principals that are named. No route does it yet, so the items are written here. */
export const restrict = async (
  service: TestService,
  projectId: string,
  grants: Readonly<Record<string, GrantLevel>>,
): Promise<void> => {
  const organization = service.local.organization.id as OrganizationId;
  const project = await readProject(organization, ProjectId.parse(projectId));
  if (project === null) throw new Error(`There is no project ${projectId}.`);
  for (const principal of Object.keys(grants)) {
    await put({ ...keys.grant(organization, principal, project.id), projectId: project.id });
  }
  const restricted = { ...project, access: { mode: 'restricted' as const, grants }, version: project.version + 1 };
  await transact([projectWrite(restricted), ...moveNameWrites(project, restricted)]);
};

/** Every item of the table. */
export const wholeTable = async (): Promise<Record<string, unknown>[]> => {
  const { client, name } = table();
  const items: Record<string, unknown>[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await client.send(new ScanCommand({ TableName: name, ExclusiveStartKey: from }));
    items.push(...(page.Items ?? []));
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return items;
};

/** The organisation of the service itself. */
export const organizationOf = (service: TestService): OrganizationId =>
  OrganizationId.parse(service.local.organization.id);

/** A change by the Owner, for states that no route brings about yet and that are written through the data layer. */
export const asOwner = (service: TestService): Mutation => {
  const organization = { id: organizationOf(service), slug: service.local.organization.slug };
  return {
    principal: {
      id: 'key_00000000000000000000000000',
      kind: 'apiKey',
      name: 'Test',
      creatorId: null,
      creatorUnrestricted: false,
      organization,
      permissions: [],
      unrestricted: true,
      limits: noLimits,
      organizations: [organization],
    },
    requestId: 'test',
    sourceIp: '127.0.0.1',
    now: new Date().toISOString(),
    idempotency: null,
  };
};
