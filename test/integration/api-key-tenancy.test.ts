import { beforeAll, describe, expect, test } from 'vitest';
import { ask, foreign, type Ids, inProject, rows, seen, service, unknown, useBench } from './tenancy-bench.ts';
import { expectStatus } from './test-service.ts';

useBench();

let token: string;
let ids: Ids;
beforeAll(async () => {
  const { id } = await service.project();
  const permissions = ['manage:projects', 'run:projects'];
  const body = { name: 'Limited', permissions, projectIds: [id] };
  token = String(expectStatus(201, await service.api('POST', '/api/api-keys', { body })).json.key);
  ids = foreign;
});

describe('another project, to a key that is limited to projects', () => {
  test.each(rows)('%s answers as for one that does not exist', async (_name, row) => {
    const answer = await ask(row, ids, token);

    expect(answer.status).toBe(404);
    expect(seen(answer)).toEqual(seen(await ask(row, unknown, token)));
  });

  test('has as many rows as the contract', () => {
    expect(rows).toHaveLength(inProject.length);
    expect(rows.length).toBeGreaterThan(30);
  });
});
