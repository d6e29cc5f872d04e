import { expect, it, vi } from 'vitest';
import type { GitProvider, ProviderRepository } from '#shared/providers/client/git-provider.ts';
import { syncRepository } from '#shared/workflows/repository/sync-repository.ts';
import { now, past, principal, projectRecord, repositoryRecord } from '#test/fixtures/records.ts';

vi.mock('#shared/data/repository/write-repository.ts', () => ({ saveRepository: async () => undefined }));

const known = repositoryRecord({ providerRepositoryId: '1', reportedBranch: 'main' });
const mutation = { principal: principal(), requestId: 'req', sourceIp: '203.0.113.7', now, idempotency: null };

/** Syncs with a provider that shows these repositories. */
const synced = (before: typeof known, shown: readonly ProviderRepository[]) => {
  const findRepository: GitProvider['findRepository'] = async (by) =>
    shown.find((one) => ('id' in by ? one.id === by.id : one.fullName === by.fullName)) ?? null;
  const client = { findRepository } as GitProvider;
  const tools = { root: {} as never, publicUrl: 'https://ocore.example.com', client, hostKeys: [], caBundle: null };
  return syncRepository(projectRecord(), before, tools, mutation);
};

it('a sync takes up name and default branch as a delivery does, and is newer than what was delivered before', async () => {
  const after = await synced(known, [{ id: '1', fullName: 'acme/renamed', defaultBranch: 'trunk' }]);

  expect(after).toMatchObject({ fullName: 'acme/renamed', branch: 'trunk', reportedAt: now, lastSyncedAt: now });
  expect(after.sshUrl).toBe('ssh://git@github.com/acme/renamed.git');
});

it('a sync says that a repository was made anew under the name of the connected one', async () => {
  const after = await synced(known, [{ id: '2', fullName: 'acme/odoo-custom', defaultBranch: 'main' }]);

  expect(after).toMatchObject({ status: 'failing', replacedBy: '2', providerRepositoryId: '1' });
});

it('a sync says that a repository is gone where nothing has its name', async () => {
  const after = await synced(known, []);

  expect(after).toMatchObject({ status: 'failing', replacedBy: null });
  expect(after.statusReason).toMatch(/^repository_not_found: /);
});

it('a sync by the connected id ends what was said of another repository', async () => {
  const after = await synced({ ...known, replacedBy: '2' }, [
    { id: '1', fullName: 'acme/odoo-custom', defaultBranch: 'main' },
  ]);

  expect(after.replacedBy).toBeNull();
});

it('a sync takes no default branch that git cannot have', async () => {
  const after = await synced(known, [{ id: '1', fullName: 'acme/odoo-custom', defaultBranch: 'a..b' }]);

  expect(after.branch).toBe('main');
});

it('a sync says nothing of the webhook: what was silent is shown as silent still', async () => {
  const connected = {
    ...known,
    status: 'failing' as const,
    statusReason: 'No delivery arrived.',
    webhookInstalled: 'automatic' as const,
    deployKey: { ...known.deployKey, installed: 'automatic' as const },
    reconciliation: { ...known.reconciliation, silentSince: past },
  };
  const shown = [{ id: '1', fullName: 'acme/odoo-custom', defaultBranch: 'main' }];

  const silent = await synced(connected, shown);
  const sound = await synced({ ...connected, reconciliation: known.reconciliation }, shown);

  expect(silent).toMatchObject({ status: 'failing', statusReason: expect.stringContaining('No delivery arrived') });
  expect(sound).toMatchObject({ status: 'connected', statusReason: null });
});
