import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type * as z from 'zod/mini';
import * as ids from '#shared/contract/id.ts';
import type { idPrefixes } from '#shared/contract/id-prefixes.ts';
import { newId } from '#shared/contract/new-id.ts';

const kinds = {
  project: { prefix: 'prj', schema: ids.ProjectId },
  environment: { prefix: 'env', schema: ids.EnvironmentId },
  mapping: { prefix: 'map', schema: ids.MappingId },
  submodule: { prefix: 'sub', schema: ids.SubmoduleId },
  deployment: { prefix: 'dep', schema: ids.DeploymentId },
  delivery: { prefix: 'dlv', schema: ids.DeliveryId },
  deployKey: { prefix: 'dky', schema: ids.DeployKeyId },
  apiKey: { prefix: 'key', schema: ids.ApiKeyId },
  organization: { prefix: 'org', schema: ids.OrganizationId },
  member: { prefix: 'mem', schema: ids.MemberId },
  role: { prefix: 'rol', schema: ids.RoleId },
  auditRecord: { prefix: 'aud', schema: ids.AuditRecordId },
} as const satisfies Record<keyof typeof idPrefixes, { prefix: string; schema: z.ZodMiniType }>;
const names = Object.keys(kinds) as (keyof typeof kinds)[];

const now = '2026-11-23T10:00:00.000Z';
// The library takes 0 for no time at all.
const anyTime = fc.date({ min: new Date(1), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true });

describe('typed ids', () => {
  it.each(names)('of kind %s have the prefix of the design and a ULID', (kind) => {
    const id = newId(kind, now);

    expect(id).toMatch(new RegExp(`^${kinds[kind].prefix}_[0-7][0-9A-HJKMNP-TV-Z]{25}$`));
    expect(kinds[kind].schema.safeParse(id).success).toBe(true);
  });

  it.each(names)('of kind %s are accepted by no other kind', (kind) => {
    const id = newId(kind, now);

    const accepting = names.filter((other) => kinds[other].schema.safeParse(id).success);

    expect(accepting).toEqual([kind]);
  });

  it('sort by the time at which they were made', () => {
    fc.assert(
      fc.property(anyTime, anyTime, (one, other) => {
        fc.pre(one.getTime() < other.getTime());
        expect(newId('project', one.toISOString()) < newId('project', other.toISOString())).toBe(true);
      }),
    );
  });

  it('differ within the same millisecond', () => {
    const made = Array.from({ length: 1000 }, () => newId('deployment', now));

    expect(new Set(made).size).toBe(1000);
  });

  it.each([
    ['lower case', 'prj_01j00000000000000000000000'],
    ['letters that a ULID leaves out', 'prj_01J0000000000000000000000I'],
    ['a time that no ULID can hold', 'prj_81J00000000000000000000000'],
    ['one character too few', 'prj_01J0000000000000000000000'],
    ['one character too many', 'prj_01J000000000000000000000000'],
    ['a line break at its end', 'prj_01J00000000000000000000000\n'],
    ['a blank before it', ' prj_01J00000000000000000000000'],
    ['no prefix', '01J00000000000000000000000'],
    ['a key separator', 'prj_01J0000000000000000000#000'],
    ['nothing', ''],
    ['__proto__', '__proto__'],
  ])('refuse %s', (_why, text) => {
    expect(ids.ProjectId.safeParse(text).success).toBe(false);
  });
});
