import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Endpoint } from '#shared/contract/endpoint.ts';
import { endpoints } from '#shared/contract/endpoints.ts';
import { missingLines } from '#test/missing-lines.ts';
import { type CallerName, type Cell, callers, expected } from './authorization-callers.ts';
import { cellsOf, mismatches, type Observed, observe, truthOf } from './authorization-matrix.ts';
import { type Need, needs, subjectPermission, truths } from './authorization-truths.ts';
import { MatrixWorld } from './authorization-world.ts';
import { expectProblem } from './expect-problem.ts';
import { TableContents, type TableItem } from './table-contents.ts';

const needOf = (row: Endpoint): Need => truthOf(row).need;

/** What a refused caller is told to ask for: the right to see comes before the right to do. */
const missingPermission = (caller: CallerName, need: Need): string | undefined => {
  if (need === 'any') return undefined;
  const permission = subjectPermission(need);
  if (permission !== null) return caller === 'onlooker' ? permission : permission.replace('manage:', 'view:');
  if (need === 'run') return 'run:projects';
  return `${callers[caller].level === 0 ? 'view' : need}:projects`;
};

/**
 * The promise that each row answers each caller as the truth table says.
 * @param cells that tell the need of each row from any other
 */
export const describeAuthorization = (cells: readonly Cell[]): void => {
  let world: MatrixWorld;
  let observed: Observed[];
  /** The records that the cells have left. */
  let records: readonly TableItem[];
  beforeAll(async () => {
    world = await MatrixWorld.start();
    const log = () => new TableContents(world.service).items(({ pk }) => pk.includes('#AUDIT#'));
    const before = new Set((await log()).map(({ pk, sk }) => `${pk} ${sk}`));
    observed = await observe(world, cells);
    records = (await log()).filter(
      ({ pk, sk, requestId }) => !before.has(`${pk} ${sk}`) && requestId !== world.deletion,
    );
  });
  afterAll(() => world.stop());

  test('The truth table names every row of the endpoint table and no other', () => {
    const ids = endpoints.map(({ operationId }) => operationId);
    expect(missingLines('truths in test/integration/authorization-truths.ts', Object.keys(truths), ids)).toEqual([]);
  });

  const pairsOf = (some: readonly Cell[]) => new Set(some.map(({ caller, relation }) => `${caller} on ${relation}`));
  test(`${cells.length} cells were asked: every row, and every caller on every relation`, () => {
    expect(observed).toHaveLength(cells.length);
    expect(new Set(observed.map(({ row }) => row.operationId)).size).toBe(endpoints.length);
    expect(pairsOf(observed)).toEqual(pairsOf(cellsOf()));
  });

  const requestIdOf = ({ answer }: Observed): string => answer.headers['x-request-id'] ?? '';
  const isDenied = ({ answer, row }: Observed): boolean =>
    answer.status === 403 || (answer.status === 404 && row.path.includes('{projectId}'));

  test('Every record is of a request: done of a success, denied of a 403 or of a 404 in a project', () => {
    const byRequest = new Map(observed.map((cell) => [requestIdOf(cell), cell]));
    const strange = records.filter(({ requestId, outcome, actor, action }) => {
      const cell = byRequest.get(String(requestId));
      if (cell === undefined || (actor as { id: string }).id !== world.principalOf(cell.caller)) return true;
      return outcome === 'done' ? cell.answer.status >= 300 : !isDenied(cell) || action !== cell.row.operationId;
    });

    expect(strange).toEqual([]);
    expect(records.length).toBeGreaterThan(0);
  });

  test('Every denial is recorded, of who was denied what, and no more than once a minute', () => {
    const denied = records.filter(({ outcome }) => outcome === 'denied');
    const subjectOf = (id: unknown, action: unknown): string => `${id} ${action}`;
    const recorded = new Set(denied.map(({ actor, action }) => subjectOf((actor as { id: string }).id, action)));
    // A stranger leaves a log line alone.
    const wanted = observed.filter(
      (cell) => isDenied(cell) && world.principalOf(cell.caller) !== null && needOf(cell.row) !== 'public',
    );
    const missing = wanted.filter(
      ({ caller, row }) => !recorded.has(subjectOf(world.principalOf(caller), row.operationId)),
    );

    expect(missing.map(({ row, caller, relation }) => `${row.operationId} by ${caller} on ${relation}`)).toEqual([]);
    const minutes = denied.map(
      ({ actor, action, at }) => `${subjectOf((actor as { id: string }).id, action)} ${String(at).slice(0, 16)}`,
    );
    expect(new Set(minutes).size).toBe(minutes.length);
  });

  test('A success leaves at most one record, and the same row as many for each caller', () => {
    const counts = new Map<string, Set<number>>();
    for (const cell of observed.filter(({ answer }) => answer.status < 300)) {
      const own = records.filter(({ requestId }) => requestId === requestIdOf(cell)).length;
      counts.set(cell.row.operationId, (counts.get(cell.row.operationId) ?? new Set()).add(own));
    }
    expect([...counts].filter(([, all]) => all.size > 1 || Math.max(...all) > 1)).toEqual([]);
    expect([...(counts.get('startDeployment') ?? [])]).toEqual([1]);
  });

  test('No record, no log line, no event and no cursor holds the secret of a caller or of a webhook', () => {
    const texts = [
      JSON.stringify(records),
      world.service.logLines.join('\n'),
      JSON.stringify(world.service.local.bus.events),
      ...observed.map(({ answer }) => `${answer.json.nextCursor} ${answer.headers.link}`),
    ];
    expect(world.secrets.length).toBeGreaterThan(Object.keys(callers).length);
    for (const [of, secret] of world.secrets)
      expect([of, texts.some((text) => text.includes(secret))]).toEqual([of, false]);
  });

  describe.each(endpoints.map((row): [string, Endpoint] => [row.operationId, row]))('%s', (_, row) => {
    test('answers each caller in each relation as the truth table says', () => {
      const own = observed.filter((cell) => cell.row === row);
      expect(own.length).toBeGreaterThan(0);
      expect(mismatches(own)).toEqual([]);
    });

    test('tells the kind of each refusal', () => {
      if (needOf(row) === 'public') return;
      for (const { answer, ...cell } of observed.filter((one) => one.row === row)) {
        const status = expected(cell, truthOf(row));
        if (status === 401 && cell.caller === 'no header') expect(answer.text).toBe('{"message":"Unauthorized"}');
        else if (status === 401) expectProblem(answer, 'unauthenticated');
        else if (status === 404) expectProblem(answer, 'not_found');
        else if (status === 403) {
          const { requiredPermission } = expectProblem(answer, 'permission_missing');
          expect(requiredPermission).toBe(missingPermission(cell.caller, needOf(row)));
        }
      }
    });

    test('would not pass for a row that needs anything else', () => {
      const own = observed.filter((cell) => cell.row === row);
      for (const wrong of needs) {
        if (wrong !== needOf(row))
          expect(
            mismatches(own, () => wrong),
            wrong,
          ).not.toEqual([]);
      }
    });
  });
};
