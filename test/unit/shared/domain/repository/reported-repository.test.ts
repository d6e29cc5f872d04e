import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isReconcileDue } from '#shared/domain/reconcile/reconcile-schedule.ts';
import type { EventRepository } from '#shared/domain/records/git-event.ts';
import { connectionStateOf } from '#shared/domain/repository/connection-state.ts';
import { nextActions } from '#shared/domain/repository/next-actions.ts';
import { afterReport, reportedIs } from '#shared/domain/repository/reported-repository.ts';
import { deployKeyRecord, now, past, repositoryRecord } from '#test/fixtures/records.ts';

const report = (over: Partial<EventRepository> = {}): EventRepository => ({
  id: '1',
  fullName: 'acme/odoo-custom',
  defaultBranch: null,
  updatedAt: null,
  ...over,
});
const known = repositoryRecord({ providerRepositoryId: '1' });

describe('reportedIs', () => {
  it.each([
    ['connected', null, '1', 'acme/odoo-custom'],
    ['connected', null, '1', 'ACME/Odoo-Custom'],
    ['other', null, '1', 'acme/other'],
    ['connected', '1', '1', 'acme/other'],
    ['replaced', '1', '2', 'acme/odoo-custom'],
    ['replaced', '1', '2', 'Acme/odoo-custom'],
    ['other', '1', '2', 'acme/other'],
  ] as const)('is %s where %s is known and %s called %s reports', (expected, providerRepositoryId, id, fullName) => {
    expect(reportedIs({ ...known, providerRepositoryId }, { id, fullName })).toBe(expected);
  });
});

describe('afterReport', () => {
  it('takes up a new name with the addresses that end with it, at the same host, port and user', () => {
    const sshUrl = 'ssh://forgejo@git.acme.example:2222/acme/odoo-custom.git';
    const httpsUrl = 'https://git.acme.example/git/acme/odoo-custom.git';
    const before = { ...known, provider: 'gitea' as const, host: 'git.acme.example', sshUrl, httpsUrl };

    expect(afterReport(before, report({ fullName: 'rival/renamed' }))).toMatchObject({
      host: 'git.acme.example',
      fullName: 'rival/renamed',
      sshUrl: 'ssh://forgejo@git.acme.example:2222/rival/renamed.git',
      httpsUrl: 'https://git.acme.example/git/rival/renamed.git',
    });
  });

  it('changes nothing for a name that differs by case alone', () => {
    expect(afterReport(known, report({ fullName: 'Acme/Odoo-Custom' }))).toBe(known);
  });

  it.each([
    ['github', 'acme'],
    ['github', 'acme/..'],
    ['github', 'acme/a/b'],
    ['github', 'acme/x.git'],
    ['github', 'acme/-x y'],
    ['github', 'acme/x\n'],
    ['gitlab', 'acme'],
    ['gitlab', 'acme/../x'],
    ['bitbucket', 'acme/%2e%2e'],
    ['gitea', 'acme/x;id'],
    ['gitea', ''],
  ] as const)('takes no name that %s cannot give: %j', (provider, fullName) => {
    expect(afterReport({ ...known, provider }, report({ fullName }))).toEqual({ ...known, provider });
  });

  it('learns the id by the name, and nothing from another repository', () => {
    const unknown = repositoryRecord();

    expect(afterReport(unknown, report({ id: '7' }))).toEqual({ ...unknown, providerRepositoryId: '7' });
    expect(afterReport(unknown, report({ id: '7', fullName: 'acme/other' }))).toEqual(unknown);
    expect(afterReport(known, report({ id: '7', fullName: 'acme/other' }))).toEqual(known);
  });

  it.each([
    ['follows the provider', 'main', 'main', 'trunk', 'trunk'],
    ['stays where somebody chose another one', 'production', 'main', 'trunk', 'production'],
    ['stays at the first report', 'main', null, 'trunk', 'main'],
  ])('the default branch %s', (_what, branch, reportedBranch, defaultBranch, expected) => {
    const before = { ...known, branch, reportedBranch };

    expect(afterReport(before, report({ defaultBranch })).branch).toBe(expected);
  });

  it('ends at the newest report whatever the order, where the provider tells times', () => {
    const second = (n: number): string => new Date(Date.parse(past) + 1000 * n).toISOString();
    const reports = ['a', 'b', 'c', 'd'].map((name, index) =>
      report({ fullName: `acme/${name}`, defaultBranch: name, updatedAt: second(index) }),
    );
    fc.assert(
      fc.property(fc.shuffledSubarray(reports, { minLength: 4 }), (shuffled) => {
        const after = shuffled.reduce(afterReport, { ...known, reportedBranch: 'main' });
        expect([after.fullName, after.reportedBranch, after.reportedAt]).toEqual(['acme/d', 'd', second(3)]);
      }),
      { numRuns: 100, seed: 20_261_128 },
    );
  });

  it('ends at the last report to arrive, where the provider tells no time', () => {
    const reports = ['a', 'b', 'odoo-custom'].map((name) => report({ fullName: `acme/${name}` }));

    expect(reports.reduce(afterReport, known).fullName).toBe('acme/odoo-custom');
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('1', '2'),
        fc.constantFrom('acme/odoo-custom', 'acme/renamed', '../x'),
        fc.option(fc.constantFrom('main', 'trunk')),
        fc.option(fc.constantFrom(past, now)),
        (id, fullName, defaultBranch, updatedAt) => {
          const once = afterReport(known, { id, fullName, defaultBranch, updatedAt });
          expect(afterReport(once, { id, fullName, defaultBranch, updatedAt })).toEqual(once);
        },
      ),
      { numRuns: 100, seed: 20_261_128 },
    );
  });
});

describe('a repository that another one has replaced', () => {
  const replaced = afterReport(
    repositoryRecord({ providerRepositoryId: '1', deployKey: deployKeyRecord({ lastVerifiedAt: past }) }),
    report({ id: '2' }),
  );

  it('is failing whatever its record says, with what to do', () => {
    for (const status of ['action_required', 'connected', 'failing'] as const) {
      const { status: shown, statusReason } = connectionStateOf({ ...replaced, status });
      expect(shown).toBe('failing');
      expect(statusReason).toMatch(
        /^repository_replaced: .*\(id 2\).*\(id 1\).*Disconnect the repository and connect it/,
      );
    }
    expect(nextActions(replaced)).toEqual(['reconnect']);
  });

  it('is not compared with its remote', () => {
    expect(isReconcileDue({ ...replaced, replacedBy: null }, now)).toBe(true);
    expect(isReconcileDue(replaced, now)).toBe(false);
  });

  it('can still be disconnected', () => {
    expect(connectionStateOf({ ...replaced, status: 'disconnecting', statusReason: null }).status).toBe(
      'disconnecting',
    );
  });

  it('is as it was as soon as the connected one reports again', () => {
    expect(afterReport(replaced, report())).toEqual({ ...replaced, replacedBy: null });
  });
});
