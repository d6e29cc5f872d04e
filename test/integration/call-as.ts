import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { ulid } from 'ulid';
import { invoke } from '#infra/local/function-registry.ts';
import type { Endpoint } from '#shared/contract/endpoint.ts';
import { functionFile } from '#shared/contract/function-file.ts';
import type { MemberId, OrganizationId } from '#shared/contract/id.ts';
import { organizationFromItem } from '#shared/data/items/organization-item.ts';
import { keys } from '#shared/data/table/keys.ts';
import { readItems } from '#shared/data/table/read-items.ts';
import { rightsOfRole } from '#shared/domain/access/rights.ts';
import { membershipBits, type TokenPrincipal } from '#shared/domain/access/token-principal.ts';
import type { Answer } from '#test/call.ts';

/** What the authorizer would hand on of a member at this moment; null for one that is no active member. */
export const memberContext = async (organizationId: OrganizationId, id: string): Promise<TokenPrincipal | null> => {
  const wanted = [keys.organization(organizationId), keys.member(organizationId, id as MemberId)];
  const items = await readItems(wanted);
  const [organizationItem, member] = wanted.map(({ sk }) => items.find((item) => item.sk === sk));
  if (organizationItem === undefined || member?.status !== 'active') return null;
  const organization = organizationFromItem(organizationItem);
  const rights = rightsOfRole(organization, String(member.roleId));
  if (rights === null) return null;
  return {
    kind: 'user',
    name: String(member.name),
    until: null,
    memberships: [[organization.id, id, organization.slug, membershipBits(rights, null), null]],
    projectIds: null,
    environmentIds: null,
  };
};

type Call = {
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

/**
 * Asks a row as the gateway does, with a context of the authorizer that may be old. No route gives a member's token
 * without an issuer, so that a member is asked for this way.
 */
export const callAs = async (
  caller: TokenPrincipal,
  row: Endpoint,
  { params = {}, body, headers = {} }: Call = {},
): Promise<Answer> => {
  const path = row.path.replace(/\{([^}]+)\}/g, (_, name: string) => params[name] ?? 'x');
  const answer = (await invoke(functionFile(row), {
    version: '2.0',
    routeKey: `${row.method} ${row.path}`,
    rawPath: path,
    rawQueryString: '',
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    pathParameters: params,
    requestContext: {
      http: { method: row.method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: '' },
      requestId: ulid(),
      authorizer: { lambda: { principal: JSON.stringify(caller) } },
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    isBase64Encoded: false,
  })) as APIGatewayProxyStructuredResultV2;
  const text = answer.body ?? '';
  return {
    status: answer.statusCode ?? 200,
    headers: Object.fromEntries(Object.entries(answer.headers ?? {}).map(([name, value]) => [name, String(value)])),
    text,
    json: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {},
  };
};
