import { describe, expect, it } from 'vitest';
import { clockFinding, permissionFinding, repositoryFindings } from '../../../../cli/doctor/finding.ts';

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

describe('the webhook of a repository', () => {
  const repository = (over: object) =>
    ({
      fullName: 'acme/odoo-custom',
      status: 'connected',
      statusReason: null,
      lastRejectedAt: null,
      nextSteps: [],
      webhook: { lastDeliveryAt: '2026-11-28T12:00:00Z', settingsUrl: 'https://git.example/hooks' },
      ...over,
    }) as never;
  const found = (over: object) => repositoryFindings(repository(over), null).find(({ check }) => check === 'webhook');

  it('that fails is told with the reason, and where to look', () => {
    const statusReason = 'No delivery arrived for a push that was found at 12:15.';

    expect(found({ status: 'failing', statusReason })).toEqual({
      check: 'webhook',
      ok: false,
      detail: statusReason,
      fix: expect.stringContaining('https://git.example/hooks'),
    });
  });

  it('that delivers is in order, and so is one of which nothing has come yet', () => {
    expect(found({})).toMatchObject({ ok: true, detail: 'the last delivery came at 2026-11-28T12:00:00Z' });
    expect(found({ webhook: { lastDeliveryAt: null, settingsUrl: '' } })).toMatchObject({ ok: true });
  });
});
