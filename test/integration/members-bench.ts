import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { invoke } from '#infra/local/function-registry.ts';
import { endpoints } from '#shared/contract/endpoints.ts';
import { functionFile } from '#shared/contract/function-file.ts';
import type { MemberId, OrganizationId } from '#shared/contract/id.ts';
import { newId } from '#shared/contract/new-id.ts';
import { readMember, saveMember } from '#shared/data/organization/members.ts';
import { readRoles } from '#shared/data/organization/roles.ts';
import { keys } from '#shared/data/table/keys.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { table } from '#shared/data/table/table.ts';
import { rightsOfMember } from '#shared/domain/access/rights.ts';
import { membershipBits } from '#shared/domain/access/token-principal.ts';
import type { MemberRecord } from '#shared/domain/records/member.ts';
import type { OrganizationRecord } from '#shared/domain/records/organization.ts';
import type { Answer } from '#test/call.ts';
import { asOwner, organizationOf } from './principals.ts';
import { expectStatus, type TestService } from './test-service.ts';

/** The organisation of the service as it is stored now. */
export const organizationNow = async (service: TestService): Promise<OrganizationRecord> => {
  const found = await readRoles(organizationOf(service));
  if (found === null) throw new Error('The organisation is gone.');
  return found.organization;
};

/** A member as they are stored now. */
export const memberNow = async (organization: OrganizationId, id: string): Promise<MemberRecord> => {
  const member = await readMember(organization, id as MemberId);
  if (member === null) throw new Error(`There is no member ${id}.`);
  return member;
};

/** Accepts an invitation as somebody whom an issuer calls by the address. The write is that of a real acceptance. */
export const accept = (service: TestService, id: string, name: string): Promise<MemberRecord> =>
  retryOnVersionConflict(async () => {
    const organization = await organizationNow(service);
    const before = await memberNow(organization.id, id);
    const subjectKey = keys.subject('https://login.acme.example', before.email);
    const after: MemberRecord = {
      ...before,
      status: 'active',
      name,
      expiresAt: null,
      subjectKey,
      version: before.version + 1,
    };
    await saveMember(organization, { before, after }, asOwner(service), { action: 'member.joined', status: 200 });
    const { client, name: tableName } = table();
    const pointer = { ...keys.membership(subjectKey, organization.id), organizationId: organization.id, memberId: id };
    await client.send(new PutCommand({ TableName: tableName, Item: pointer }));
    return after;
  });

let addresses = 0;
export const freshEmail = (): string => {
  addresses += 1;
  return `person${addresses}@acme.example`;
};

/** Invites somebody as the first key. @returns the invitation */
export const invited = async (service: TestService, roleId: string, email = freshEmail()) => {
  const { json } = expectStatus(201, await service.api('POST', '/api/members/invite', { body: { email, roleId } }));
  return { id: String(json.id), email, path: `/api/members/${json.id}`, json };
};

/** Somebody who was invited and has accepted. */
export const joined = async (service: TestService, roleId: string, name = 'Mona Lisa'): Promise<MemberRecord> =>
  accept(service, (await invited(service, roleId)).id, name);

/** What the authorizer hands on of a member: the rights that it read then, which may be a minute old. */
export type Context = { readonly member: MemberRecord; readonly bits: number; readonly slug: string };

/** What the authorizer would hand on of a member now. */
export const contextOf = async (service: TestService, member: MemberRecord): Promise<Context> => {
  const organization = await organizationNow(service);
  const rights = rightsOfMember(organization, await memberNow(organization.id, member.id));
  if (rights === null) throw new Error(`${member.id} is no active member.`);
  return { member, bits: membershipBits(rights, null), slug: organization.slug };
};

const routeOf = (method: string, path: string) => {
  for (const row of endpoints.filter((one) => one.method === method)) {
    const pattern = new RegExp(`^${row.path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
    const match = pattern.exec(path);
    if (match !== null) return { row, params: { ...match.groups } };
  }
  throw new Error(`There is no route ${method} ${path}.`);
};

/** Calls the API as a member: the function is invoked as the gateway does, with the context of the authorizer. */
export const asMember = async (
  { member, bits, slug }: Context,
  method: string,
  path: string,
  options: { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<Answer> => {
  const { row, params } = routeOf(method, path);
  const now = new Date().toISOString();
  const principal = JSON.stringify({
    kind: 'user',
    name: member.name ?? member.email,
    until: null,
    memberships: [[member.organizationId, member.id, slug, bits, null]],
    projectIds: null,
    environmentIds: null,
  });
  const requestId = newId('auditRecord', now).slice(4);
  const result = (await invoke(functionFile(row), {
    version: '2.0',
    routeKey: `${method} ${row.path}`,
    rawPath: path,
    rawQueryString: '',
    headers: { ...(options.body === undefined ? {} : { 'content-type': 'application/json' }), ...options.headers },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    pathParameters: params,
    isBase64Encoded: false,
    requestContext: {
      authorizer: { lambda: { principal } },
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
      requestId,
    },
  })) as APIGatewayProxyStructuredResultV2;
  const text = result.body ?? '';
  const headers = Object.fromEntries(
    Object.entries(result.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
  const json = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
  return { status: result.statusCode ?? 0, headers: { 'x-request-id': requestId, ...headers }, text, json };
};
