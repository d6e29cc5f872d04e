import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type Connected, TestService } from '#test/integration/test-service.ts';
import type { MergeScenario } from '#test/unit/shared/domain/branch-order/merge-history.ts';
import { MergeDeliveries } from './merge-deliveries.ts';

export let service: TestService;
export let project: Connected;
export let main: MergeDeliveries;
const commitOf = (digit: string): string => digit.repeat(40);
export const [a, c1, c2, c3, follow] = ['a', '1', '2', '3', 'f'].map(commitOf) as [
  string,
  string,
  string,
  string,
  string,
];
export const at = '2026-11-24T10:00:00Z';

export const orders = [
  ['push', 'first', 'second'],
  ['push', 'second', 'first'],
  ['first', 'push', 'second'],
  ['first', 'second', 'push'],
  ['second', 'push', 'first'],
  ['second', 'first', 'push'],
] as const;

/** Rows of docs/design/branch-order.md, "Merges, simulated", that end right without the remote. */
export const rows: readonly (readonly [string, MergeScenario])[] = [
  ['in order', { order: 'in', maxOperations: 5 }],
  ['fully shuffled, 10 % twice', { order: 'shuffled', duplicates: 0.1, maxOperations: 5 }],
];

export const runs = 4;

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.startWithoutStream();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    project = await service.connectedProject();
    main = new MergeDeliveries(service, project);
  });
};
