import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type * as Authorize from '#shared/domain/access/authorize.ts';
import { cellsOf, mismatches, observe } from './authorization-matrix.ts';
import { truths } from './authorization-truths.ts';
import { MatrixWorld } from './authorization-world.ts';

type Guard = typeof Authorize.authorize;

// The whole service runs here with a guard that can be taken away, to see that the matrix notices.
const guard = vi.hoisted(() => ({ instead: null as ((real: unknown) => unknown) | null }));
vi.mock('#shared/domain/access/authorize.ts', async (original) => {
  const real = await original<typeof Authorize>();
  const authorize: Guard = (...args) =>
    ((guard.instead?.(real.authorize) as Guard | undefined) ?? real.authorize)(...args);
  return { ...real, authorize };
});

let world: MatrixWorld;
beforeAll(async () => {
  world = await MatrixWorld.start();
});
afterAll(() => world.stop());
beforeEach(() => {
  guard.instead = null;
});

const cells = cellsOf(['run only', 'viewer'], ['open', 'restricted, no grant', 'restricted, view']);
const found = async (replace: (real: Guard) => Guard): Promise<Set<string>> => {
  guard.instead = replace as (real: unknown) => unknown;
  return new Set(mismatches(await observe(world, cells)).map((line) => line.split(' ')[0] ?? ''));
};
const rowsThat = (fits: (row: (typeof cells)[number]['row']) => boolean): Set<string> =>
  new Set(cells.filter(({ row }) => fits(row)).map(({ row }) => row.operationId));
const isGuarded = (operationId: string): boolean => !['public', 'any'].includes(truths[operationId]?.need ?? 'public');

test('With its guard in place the matrix finds nothing', async () => {
  expect(await found((real) => real)).toEqual(new Set());
});

test('Without the guard the matrix fails every row that has one', async () => {
  const without = await found(() => () => 'allowed');
  expect(without).toEqual(rowsThat((row) => isGuarded(row.operationId)));
});

test('With a guard that forgets grants the matrix fails every row of a project', async () => {
  const without = await found((real) => (principal, needed) => real(principal, needed, null));
  expect(without).toEqual(rowsThat((row) => row.path.includes('{projectId}')));
});

test('With a guard that says 403 of what is hidden the matrix fails every row of a project', async () => {
  const without = await found(
    (real) =>
      (...args) =>
        real(...args) === 'hidden' ? 'missing' : real(...args),
  );
  expect(without).toEqual(rowsThat((row) => row.path.includes('{projectId}')));
});

test('With a guard that asks for the view of projects alone the matrix fails every row that needs anything else', async () => {
  const without = await found((real) => (principal, _needed, access) => real(principal, 'view:projects', access));
  expect(without).toEqual(
    rowsThat((row) => !['public', 'any', 'view'].includes(truths[row.operationId]?.need ?? 'public')),
  );
});
