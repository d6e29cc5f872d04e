import { beforeEach, expect, it, vi } from 'vitest';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { receiveDelivery } from '#shared/workflows/deliveries/receive-delivery.ts';
import { now, organizationId, past, projectId, repositoryRecord } from '#test/fixtures/records.ts';

const stored = vi.hoisted(() => ({ repository: null as unknown }));
vi.mock('#shared/data/projects/read-project.ts', () => ({
  readForDecision: async () => ({ project: {}, repository: stored.repository, environments: [], heads: new Map() }),
}));
vi.mock('#shared/workflows/deliveries/decide-and-store-delivery.ts', () => ({
  decideAndStoreDelivery: async () => ({ answer: { deployments: [] }, queued: false }),
}));

const own = repositoryRecord();
const hook = {
  organizationId: organizationId(),
  projectId: projectId(),
  connectionId: own.connectionId,
  provider: 'github',
  proof: 'body-hmac',
  generation: 1,
  rootKeyVersion: 1,
} as const;
const delivered = (repository: RepositoryRecord | null, generation = 1) => {
  stored.repository = repository;
  const delivery = { replayKey: 'a', providerDeliveryId: null, eventName: 'push', parsed: null, receivedAt: now };
  return receiveDelivery({ hook: { ...hook, generation }, ...delivery });
};
beforeEach(() => {
  stored.repository = null;
});

it('a delivery of the connection is decided', async () => {
  expect(await delivered(own)).not.toBeNull();
});

it.each([
  ['no connection', null],
  ['another connection', { ...own, connectionId: '01ARZ3NDEKTSV4RRFFQ69G5FAV' }],
  ['a connection that is being ended', { ...own, status: 'disconnecting' as const }],
  ['a newer generation without grace', { ...own, generation: 2 }],
  ['a newer generation whose grace is over', { ...own, generation: 2, previousGenerationUntil: past }],
])('a delivery whose hook meets %s is refused', async (_what, repository) => {
  expect(await delivered(repository)).toBeNull();
});
