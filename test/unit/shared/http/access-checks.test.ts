import { describe, expect, it } from 'vitest';
import type { Permission } from '#shared/contract/permission.ts';
import { permissionBits } from '#shared/contract/permission-bits.ts';
import { principalOf } from '#shared/http/principal-of.ts';
import { visibleReads } from '#shared/http/read-visible.ts';
import { requirePermission } from '#shared/http/require-permission.ts';
import { organizationId, principal, projectId, projectRecord } from '#test/fixtures/records.ts';
import { eventOf } from './event-of.ts';

const token = (slugs: readonly string[], until: string | null = null): string => {
  const bits = permissionBits(['view:projects']);
  return JSON.stringify({
    kind: 'apiKey',
    name: 'A key',
    until,
    memberships: slugs.map((slug, index) => [organizationId(index + 1), 'key_1', slug, bits, null]),
    projectIds: null,
    environmentIds: null,
  });
};

/** A request as the authorizer hands it on. */
const requestOf = (handedOn: unknown, headers: Record<string, string> = {}) => {
  const event = eventOf({ headers });
  Object.assign(event.requestContext, { authorizer: { lambda: { principal: handedOn } } });
  return event;
};

describe('principalOf', () => {
  it.each([undefined, null, '', 7, {}])('answers 401 where the authorizer handed on %j', (handedOn) => {
    expect(() => principalOf(requestOf(handedOn))).toThrow(expect.objectContaining({ code: 'unauthenticated' }));
  });

  it('answers 401 where the token has ended since the authorizer answered', () => {
    expect(() => principalOf(requestOf(token(['acme'], new Date().toISOString())))).toThrow(
      expect.objectContaining({ code: 'unauthenticated' }),
    );
  });

  it('answers 503 where no key of the issuer is known, with the time after which it may be', () => {
    const event = eventOf({ headers: {} });
    Object.assign(event.requestContext, { authorizer: { lambda: { unavailable: 'issuer' } } });
    expect(() => principalOf(event)).toThrow(
      expect.objectContaining({ code: 'service_unavailable', retryAfterSeconds: 60 }),
    );
  });

  it('answers 403 to a member of no organisation, and says how to join', () => {
    expect(() => principalOf(requestOf(token([])))).toThrow(/POST \/api\/invitations\/accept/);
  });

  it('gives the organisation that X-Org-Slug names', () => {
    const found = principalOf(requestOf(token(['acme', 'other']), { 'x-org-slug': 'other' }));

    expect(found.organization.slug).toBe('other');
  });

  it('answers 403 for an organisation that the caller is not in', () => {
    expect(() => principalOf(requestOf(token(['acme']), { 'x-org-slug': 'other' }))).toThrow(
      expect.objectContaining({ code: 'permission_missing' }),
    );
  });
});

const viewer = principal({ permissions: ['view:projects'], unrestricted: false });
const restricted = { mode: 'restricted', grants: {} } as const;

describe('requirePermission', () => {
  it('lets a caller pass who holds the permission', () => {
    expect(() => requirePermission(viewer, 'view:projects', null)).not.toThrow();
  });

  it('answers 403 with the permission that is missing', () => {
    expect(() => requirePermission(viewer, 'manage:projects', null)).toThrow(
      expect.objectContaining({ code: 'permission_missing' }),
    );
  });

  it('answers 404 for what is hidden', () => {
    expect(() => requirePermission(viewer, 'view:projects', { projectId: projectId(), access: restricted })).toThrow(
      expect.objectContaining({ code: 'not_found' }),
    );
  });
});

describe('readVisible', () => {
  const read = (access: ReturnType<typeof projectRecord>['access'], needed: Permission = 'view:projects') =>
    visibleReads(viewer, needed, projectId()).readVisible(async () => projectRecord({ access }));

  it('gives a project that the caller may see', async () => {
    expect((await read({ mode: 'organization', grants: {} })).id).toBe(projectId());
  });

  it('answers 404 for a project that is hidden', async () => {
    await expect(read(restricted)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('answers 403 for a project that the caller may only see', async () => {
    await expect(read({ mode: 'organization', grants: {} }, 'manage:projects')).rejects.toMatchObject({
      code: 'permission_missing',
    });
  });

  it.each([projectId(), 'prj_x', ''])('answers 404 for %j, which does not exist', async (id) => {
    await expect(visibleReads(viewer, 'view:projects', id).readVisible(async () => null)).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});
