import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Asked, everyAsked, GivingWorld, isRefused } from '#test/integration/access-matrix.ts';
import { isProvedBy } from './guard.ts';
import { guards } from './guards.ts';
import type { GivingCells } from './matrix-cells.ts';
import { removedGuard } from './removed-guard.ts';

let world: GivingWorld;
beforeAll(async () => {
  world = await GivingWorld.start({ unjoined: 'Guards are removed.' });
});
afterAll(() => world.stop());
afterEach(() => {
  removedGuard.keepsOut = null;
});

const all = everyAsked();

const chosen = ({ by, operations, what }: GivingCells): Asked[] =>
  all.filter(({ name, cell }) => {
    // What is repeated is asked where it is named alone: it changes what the others find.
    const isNamed =
      what === undefined ? isRefused({ name, cell }) && !cell.what.startsWith('again') : cell.what === what;
    return name === by && operations.includes(cell.row.operationId) && isNamed;
  });

test.each(guards.filter(isProvedBy('giving')).map((one) => [one.keepsOut, one] as const))(
  '%s',
  async (keepsOut, guard) => {
    const isAfresh = guard.giving.some((one) => one.isAfresh);
    const asked = guard.giving.flatMap(chosen);
    expect(await world.mismatches(asked, isAfresh)).toEqual([]);

    removedGuard.keepsOut = keepsOut;

    const failed = (await world.mismatches(asked, isAfresh)).map((line) => line.split(' ')[0] ?? '');
    expect(new Set(failed)).toEqual(new Set(guard.giving.flatMap(({ operations }) => operations)));
  },
);
