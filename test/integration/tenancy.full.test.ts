import { describe, expect, test } from 'vitest';
import { expectProblem } from './expect-problem.ts';
import { wholeTable } from './principals.ts';
import {
  ask,
  foreign,
  hidden,
  type Ids,
  malformed,
  nobody,
  other,
  rows,
  seen,
  service,
  unknown,
  useBench,
} from './tenancy-bench.ts';

useBench();

describe.each(rows)('%s', (_, row) => {
  test('answers a hidden project byte for byte as an unknown one, whatever headers come with it', async () => {
    for (const headers of [{}, { 'if-match': '"1.x"' }, { 'idempotency-key': 'probe-1' }, { 'if-none-match': '*' }]) {
      const reference = await ask(row, unknown, nobody.token, headers);
      expectProblem(reference, 'not_found');
      expect(seen(await ask(row, hidden, nobody.token, headers))).toEqual(seen(reference));
      expect(seen(await ask(row, malformed, nobody.token, headers))).toEqual(seen(reference));
    }
  });

  test('answers a hidden project as an unknown one also where the body is wrong', async () => {
    if (row.body === undefined) return;
    const wrong = { body: { colour: 'red' } };
    const path = (ids: Ids) => row.path.replace(/\{([^}]+)\}/g, (__, name: string) => ids[name] ?? 'x');
    const reference = await service.api(row.method, path(unknown), { token: nobody.token, ...wrong });
    expectProblem(reference, 'validation_failed');
    const answer = await service.api(row.method, path(hidden), { token: nobody.token, ...wrong });
    expect(seen(answer)).toEqual(seen(reference));
  });

  test('does nothing to a project that it does not show', async () => {
    const items = async () =>
      (await wholeTable())
        .filter(({ pk }) => [hidden, foreign].some(({ projectId }) => String(pk).includes(`PROJECT#${projectId}`)))
        .sort((one, another) => `${one.pk}${one.sk}`.localeCompare(`${another.pk}${another.sk}`));
    const before = await items();

    await ask(row, hidden, nobody.token);
    await ask(row, foreign, other.token);

    expect(before.length).toBeGreaterThan(0);
    expect(await items()).toEqual(before);
  });
});
