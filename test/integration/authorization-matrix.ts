import type { Endpoint } from '#shared/contract/endpoint.ts';
import { endpoints, rows } from '#shared/contract/endpoints.ts';
import type { Answer } from '#test/call.ts';
import {
  type CallerName,
  type Cell,
  callerNames,
  expected,
  isInProject,
  onOpenAlone,
  type RelationName,
  relationNames,
} from './authorization-callers.ts';
import { type Need, needs, type Truth, truths } from './authorization-truths.ts';
import type { MatrixWorld } from './authorization-world.ts';

/** The truth of a row. @throws where it has none */
export const truthOf = (row: Endpoint): Truth => {
  const truth = truths[row.operationId];
  if (truth === undefined)
    throw new Error(`Add ${row.operationId} to truths in test/integration/authorization-truths.ts.`);
  return truth;
};

/** Every row with every caller and, where it is in a project, every relation. */
export const cellsOf = (
  names: readonly CallerName[] = callerNames,
  related: readonly RelationName[] = relationNames,
): Cell[] =>
  endpoints.flatMap((row) =>
    names.flatMap((caller) =>
      related
        .filter((relation) => relation === 'open' || (isInProject(row) && !onOpenAlone.includes(caller)))
        .map((relation) => ({ row, caller, relation })),
    ),
  );

/** Of the cells of one row the first of each status, and then those that tell its need from each other one. */
const tellingOf = (cells: readonly Cell[]): Cell[] => {
  const chosen: Cell[] = [];
  const statuses = new Set<number>();
  for (const cell of cells) {
    const status = expected(cell, truthOf(cell.row));
    if (!statuses.has(status)) chosen.push(cell);
    statuses.add(status);
  }
  const tells = (cell: Cell, wrong: Need) =>
    expected(cell, truthOf(cell.row)) !== expected(cell, truthOf(cell.row), wrong);
  for (const wrong of needs) {
    if (chosen.some((cell) => tells(cell, wrong))) continue;
    const telling = cells.find((cell) => tells(cell, wrong));
    if (telling !== undefined) chosen.push(telling);
  }
  return chosen;
};

/** For each row a cell of every status that it has, and those that tell its need from any other; every caller with every relation. */
export const exampleCells = (): Cell[] => {
  const used = new Map<string, number>();
  const pairOf = ({ caller, relation }: Cell): string => `${caller} on ${relation}`;
  const uses = (cell: Cell): number => used.get(pairOf(cell)) ?? 0;
  const all = cellsOf();
  const chosen = endpoints.flatMap((row) => {
    const rested = all.filter((cell) => cell.row === row).toSorted((one, other) => uses(one) - uses(other));
    const telling = tellingOf(rested);
    for (const cell of telling) used.set(pairOf(cell), uses(cell) + 1);
    return telling;
  });
  const left = new Map(all.filter((cell) => uses(cell) === 0).map((cell) => [pairOf(cell), cell]));
  return [...chosen, ...left.values()];
};

/** `named`: the projects that the answer names. */
export type Observed = Cell & { readonly answer: Answer; readonly named: readonly RelationName[] };

/** Asks cells one after the other in a project, and the projects side by side; what ends something comes last. */
export const observe = async (world: MatrixWorld, cells: readonly Cell[]): Promise<Observed[]> => {
  const observed: Observed[] = [];
  const ask = async (asked: readonly Cell[]): Promise<void> => {
    for (const cell of asked) {
      const answer = await world.ask(cell);
      observed.push({ ...cell, answer, named: world.namedIn(answer) });
    }
  };
  const [leaving, others] = [true, false].map((isLeaving) =>
    cells.filter(({ row }) => (row.operationId === rows.leaveOrganization.operationId) === isLeaving),
  );
  const on = (relation: RelationName) => others?.filter((cell) => cell.relation === relation) ?? [];
  await Promise.all(relationNames.filter((one) => one !== 'deleting').map((relation) => ask(on(relation))));
  if (on('deleting').length > 0) await world.delete();
  await ask(on('deleting'));
  await ask(leaving ?? []);
  return observed;
};

const sees = (caller: CallerName, relation: RelationName): boolean =>
  expected({ row: rows.getProject, caller, relation }, truthOf(rows.getProject)) === 200;

/** The cells whose status is not what the truth says, or that list projects which the caller does not see. @param needOf the need of the truth, or a wrong one */
export const mismatches = (
  observed: readonly Observed[],
  needOf: (row: Endpoint) => Need = (row) => truthOf(row).need,
): string[] =>
  observed.flatMap(({ answer, named, ...cell }) => {
    const wanted = expected(cell, truthOf(cell.row), needOf(cell.row));
    const what = `${cell.row.operationId} by ${cell.caller} on ${cell.relation}`;
    if (answer.status !== wanted) return [`${what}: ${answer.status} instead of ${wanted}`];
    const hidden = truthOf(cell.row).ofProjects ? named.filter((one) => !sees(cell.caller, one)) : [];
    return hidden.map((one) => `${what}: names what is ${one}`);
  });
