import { describe, expect, it } from 'vitest';
import { listGrantedProjectIds } from '#shared/data/projects/list-projects.ts';
import {
  contents,
  developer,
  faults,
  granting,
  leftOf,
  projectItem,
  remove,
  service,
  tickBegins,
  tickEnds,
  ticked,
  useBench,
} from './departures-bench.ts';
import { organizationOf } from './principals.ts';
import type { TableItem } from './table-contents.ts';

/** A fault that no call reaches: calls are counted. */
const never = { at: Number.POSITIVE_INFINITY, when: 'before', how: 'once' } as const;

/** So many that 101 projects name the principal: a project as it is stored, and its entry in the list. */
async function copiesOf(id: string, principalId: string): Promise<TableItem[][]> {
  const organization = organizationOf(service);
  const item = await projectItem(id);
  const [entry] = await listGrantedProjectIds(organization, principalId, null);
  if (item === undefined || entry === undefined) throw new Error('There is no project.');
  return Array.from({ length: 100 }, (_, index) => {
    const copy = `prj_copy${String(index).padStart(3, '0')}`;
    const pk = `ORG#${organization}#PROJECT#${copy}`;
    return [
      { ...item, pk, id: copy, gsi1sk: `3#${copy}` },
      { pk: `ORG#${organization}#PRINCIPAL#${principalId}`, sk: `GRANT#${copy}`, projectId: copy, since: 2 },
    ];
  });
}

useBench();

describe('The grants of who is gone', () => {
  it('go 100 a tick, two calls each', async () => {
    const gone = await developer();
    const first = await granting(gone.id);
    await contents.put((await copiesOf(first, gone.id)).flat());
    await remove(gone);

    const one = await faults.hitting(never, ticked);
    expect([one.result, (await leftOf(gone.id)).length]).toEqual([{ done: 1, failed: 0 }, 2]);
    expect(one.calls).toHaveLength(tickBegins + 1 + 100 * 2 + tickEnds);
    const two = await faults.hitting(never, ticked);
    expect([two.result, await leftOf(gone.id)]).toEqual([{ done: 1, failed: 0 }, []]);
    expect(two.calls).toHaveLength(tickBegins + 1 + 2 + 1 + tickEnds);
    const still = await contents.items(
      ({ sk, access }) => sk === 'PROJECT' && JSON.stringify(access).includes(gone.id),
    );
    expect(still).toEqual([]);
  });
});
