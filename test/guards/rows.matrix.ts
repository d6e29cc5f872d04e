import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Cell, callerNames, relationNames } from '#test/integration/authorization-callers.ts';
import { cellsOf, mismatches, observe, truthOf } from '#test/integration/authorization-matrix.ts';
import { MatrixWorld } from '#test/integration/authorization-world.ts';
import { isProvedBy } from './guard.ts';
import { guards } from './guards.ts';
import type { RowCells } from './matrix-cells.ts';
import { removedGuard } from './removed-guard.ts';

let world: MatrixWorld;
beforeAll(async () => {
  // The authorizer has guards too: it is asked each time.
  world = await MatrixWorld.start({ authorizerCacheMs: 0, unjoined: 'Guards are removed.' });
});
afterAll(() => world.stop());
afterEach(() => {
  removedGuard.keepsOut = null;
});

const all = cellsOf(callerNames, relationNames).filter(({ row }) => row.operationId !== 'leaveOrganization');
const needOf = ({ row }: Cell): string => truthOf(row).need;

const chosen = ({ by, on, rows }: RowCells): Cell[] => {
  const cells = all.filter(({ caller, relation }) => caller === by && relation === on);
  if (rows !== 'one of each need') return cells.filter(({ row }) => rows(row, truthOf(row)));
  const asked = cells.filter((cell) => needOf(cell) !== 'public');
  return [...new Map(asked.toReversed().map((cell) => [needOf(cell), cell])).values()];
};

test.each(guards.filter(isProvedBy('rows')).map((one) => [one.keepsOut, one] as const))(
  '%s',
  async (keepsOut, guard) => {
    const cells = guard.rows.flatMap(chosen);
    const guarded = new Set(cells.map(({ row }) => row.operationId));
    expect(guarded.size).toBeGreaterThan(0);
    expect(mismatches(await observe(world, cells))).toEqual([]);

    removedGuard.keepsOut = keepsOut;

    const failed = mismatches(await observe(world, cells)).map((line) => line.split(' ')[0] ?? '');
    expect(new Set(failed)).toEqual(guarded);
  },
);
