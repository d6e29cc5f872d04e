import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Endpoint } from '#shared/contract/endpoint.ts';
import { endpoints } from '#shared/contract/endpoints.ts';
import { missingLines } from '#test/missing-lines.ts';
import {
  type CallerName,
  callers,
  cellsOf,
  expected,
  MatrixWorld,
  mismatches,
  type Need,
  needs,
  type Observed,
  observe,
  type RelationName,
  subjectPermission,
  truths,
} from './authorization-matrix.ts';
import { expectProblem } from './expect-problem.ts';
import { TableContents, type TableItem } from './table-contents.ts';
import { TestService } from './test-service.ts';

const needOf = (row: Endpoint): Need => truths[row.operationId]?.need ?? 'public';

/** What a refused caller is told to ask for: the right to see comes before the right to do. */
const missingPermission = (caller: CallerName, need: Need): string => {
  const permission = subjectPermission(need);
  if (permission !== null) return caller === 'onlooker' ? permission : permission.replace('manage:', 'view:');
  if (need === 'run') return 'run:projects';
  return `${callers[caller].level === 0 ? 'view' : need}:projects`;
};

/**
 * The promise that each row answers each caller as the truth table says.
 * @param asked the callers, of whom any two needs tell at least one apart
 */
export const describeAuthorization = (asked: readonly CallerName[], related: readonly RelationName[]): void => {
  let service: TestService;
  let world: MatrixWorld;
  let observed: Observed[];
  /** The records that the cells have left. */
  let records: readonly TableItem[];
  beforeAll(async () => {
    service = await TestService.start({ pollMs: 1000 });
    world = await MatrixWorld.build(service);
    const log = () => new TableContents(service).items(({ pk }) => pk.includes('#AUDIT#'));
    const before = new Set((await log()).map(({ pk, sk }) => `${pk} ${sk}`));
    observed = await observe(world, cellsOf(asked, related));
    records = (await log()).filter(({ pk, sk }) => !before.has(`${pk} ${sk}`));
  });
  afterAll(() => service.stop());

  test('The truth table names every row of the endpoint table and no other', () => {
    const ids = endpoints.map(({ operationId }) => operationId);
    expect(missingLines('truths in test/integration/authorization-matrix.ts', Object.keys(truths), ids)).toEqual([]);
  });

  test('Every row was asked by each of the callers, and in each of the relations where it is in a project', () => {
    const inProject = endpoints.filter(({ path }) => path.includes('{projectId}')).length;
    expect(observed).toHaveLength(asked.length * (inProject * related.length + endpoints.length - inProject));
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
    const wanted = observed.filter((cell) => isDenied(cell) && needOf(cell.row) !== 'public');
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
      service.logLines.join('\n'),
      JSON.stringify(service.local.bus.events),
      ...observed.map(({ answer }) => `${answer.json.nextCursor} ${answer.headers.link}`),
    ];
    expect(world.secrets.length).toBeGreaterThan(asked.length);
    for (const [of, secret] of world.secrets)
      expect([of, texts.some((text) => text.includes(secret))]).toEqual([of, false]);
  });

  describe.each(endpoints.map((row): [string, Endpoint] => [row.operationId, row]))('%s', (_, row) => {
    test('answers each caller in each relation as the truth table says', () => {
      const cells = observed.filter((cell) => cell.row === row);
      expect(cells.length).toBeGreaterThan(0);
      expect(mismatches(cells)).toEqual([]);
    });

    test('tells the kind of each refusal', () => {
      if (needOf(row) === 'public') return;
      for (const { answer, ...cell } of observed.filter((one) => one.row === row)) {
        const status = expected(cell, needOf(row), 0);
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
      const cells = observed.filter((cell) => cell.row === row);
      for (const wrong of needs) {
        if (wrong !== needOf(row))
          expect(
            mismatches(cells, () => wrong),
            wrong,
          ).not.toEqual([]);
      }
    });
  });
};
