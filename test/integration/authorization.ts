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
  let observed: Observed[];
  beforeAll(async () => {
    service = await TestService.start({ pollMs: 1000 });
    observed = await observe(await MatrixWorld.build(service), cellsOf(asked, related));
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
