import { beforeAll, describe, expect, test } from 'vitest';
import { AwsCalls } from './aws-calls.ts';
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
import { expectStatus } from './test-service.ts';

useBench();

let calls: AwsCalls;
/** A project of the other organisation, with ids that look as ours. */
let ofOther: Ids;
beforeAll(async () => {
  calls = new AwsCalls();
  const body = { name: 'Theirs' };
  const made = expectStatus(201, await service.api('POST', '/api/projects', { token: other.token, body }));
  ofOther = { ...foreign, projectId: String(made.json.id) };
});

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

  test('makes the same AWS calls for a hidden, a foreign and an unknown project', async () => {
    const callsFor = async (ids: Ids) => (await calls.during(() => ask(row, ids, nobody.token))).calls;
    // The gateway knows the caller, and the denial of this minute is recorded.
    await ask(row, unknown, nobody.token);

    const reference = await callsFor(unknown);

    expect(reference.length).toBeGreaterThan(0);
    expect(await callsFor(hidden)).toEqual(reference);
    expect(await callsFor(ofOther)).toEqual(reference);
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
