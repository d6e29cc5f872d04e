import { describe, expect, it } from 'vitest';
import { clockFinding, permissionFinding } from '../../../../cli/doctor/finding.ts';

const at = (text: string): number => Date.parse(text);

describe('the clock', () => {
  it.each([
    ['Sat, 28 Nov 2026 12:00:00 GMT', '2026-11-28T12:01:00Z'],
    ['Sat, 28 Nov 2026 12:00:00 GMT', '2026-11-28T11:59:00Z'],
    [null, '2026-11-28T12:00:00Z'],
    ['not a date', '2026-11-28T12:00:00Z'],
  ])('that says %s at %s is in order', (date, now) => {
    expect(clockFinding(date, at(now)).ok).toBe(true);
  });

  it.each([
    ['2026-11-28T12:01:01Z', '1 min ahead of'],
    ['2026-11-28T11:58:59Z', '1 min behind'],
    ['2026-11-28T15:00:00Z', '180 min ahead of'],
  ])('of this machine at %s is %s that of the service', (now, off) => {
    const { ok, detail, fix } = clockFinding('Sat, 28 Nov 2026 12:00:00 GMT', at(now));

    expect([ok, detail]).toEqual([false, `The clock of this machine is ${off} that of the service.`]);
    expect(fix).toContain('timedatectl');
  });
});

describe('the permission', () => {
  const organization = { id: 'org_01K0000000000000000000000A', slug: 'acme', name: 'Acme' } as never;
  const me = {
    principal: { id: null, kind: 'user' as const, name: 'Mona' },
    organization,
    organizations: [organization],
  };

  it('to see projects is enough', () => {
    expect(permissionFinding({ ...me, permissions: ['view:projects'] }).ok).toBe(true);
  });

  it('that is missing is named, with those that there are', () => {
    expect(permissionFinding({ ...me, permissions: ['run:projects'] }).detail).toBe(
      'view:projects is missing. There is run:projects.',
    );
    expect(permissionFinding({ ...me, permissions: [] }).detail).toBe('view:projects is missing. There is none.');
  });

  it('of nobody in particular needs the name of an organisation', () => {
    const finding = permissionFinding({ ...me, organization: null, permissions: [] });

    expect(finding.fix).toBe('Name one: --org, or OCORE_ORG.');
    expect(finding.detail).toContain('acme');
  });
});
