import { describe, expect, it } from 'vitest';
import { refusedDeliveries } from '#shared/domain/repository/refused-deliveries.ts';
import { repositoryRecord } from '#test/fixtures/records.ts';

const nine = '2026-11-28T09:00:00.000Z';
const ten = '2026-11-28T10:00:00.000Z';
const eleven = '2026-11-28T11:00:00.000Z';
const delivered = { generation: 2, deliveredGeneration: 2 };

describe('the secret of a webhook', () => {
  it.each([
    ['no delivery was refused', { lastRejectedAt: null, ...delivered }, nine],
    ['an authentic one came later', { lastRejectedAt: ten, ...delivered }, eleven],
    ['an authentic one came at the same time', { lastRejectedAt: ten, ...delivered }, ten],
  ])('is not said to be wrong where %s', (_when, over, lastDelivery) => {
    expect(refusedDeliveries(repositoryRecord(over), lastDelivery)).toBeNull();
  });

  it.each([
    ['the newest delivery was refused', { lastRejectedAt: ten, ...delivered }, nine],
    ['none was ever authentic', { lastRejectedAt: ten, generation: 1, deliveredGeneration: 0 }, null],
    ['only the webhook before delivers', { lastRejectedAt: ten, generation: 2, deliveredGeneration: 1 }, eleven],
    ['the last authentic one has expired', { lastRejectedAt: ten, ...delivered }, null],
  ])('does not match where %s', (_when, over, lastDelivery) => {
    const text = refusedDeliveries(repositoryRecord(over), lastDelivery);

    expect(text).toMatch(
      /^But the secret does not match: the newest delivery \(2026-11-28T10:00:00\.000Z\) was rejected/,
    );
    expect(text).toContain('/repository/reveal-secret');
  });

  it('that oCore set itself is not to be shown: a second webhook or a new one is the way', () => {
    const repository = repositoryRecord({ lastRejectedAt: ten, webhookInstalled: 'automatic' });

    expect(refusedDeliveries(repository, null)).toMatch(/Look for a second webhook .* or reconfigure the webhook\.$/);
  });
});
