import { expect, it } from 'vitest';
import { everyCall } from './aws-faults.ts';
import {
  developer,
  faults,
  granting,
  leftOf,
  named,
  remove,
  service,
  tickBegins,
  tickEnds,
  ticked,
  useBench,
} from './departures-bench.ts';
import { expectStatus } from './test-service.ts';

useBench();

it('The grants of who is gone are gone after the next tick where a tick ends at any AWS call', async () => {
  const calls = await everyCall(
    async (fault) => {
      const [gone, present] = [await developer(), await developer()];
      const projects = [await granting(gone.id, present.id), await granting(gone.id, present.id)];
      await remove(gone);
      const { hit } = await faults.hitting(fault, () => ticked().catch(() => undefined));

      await ticked();

      expect(await Promise.all(projects.map(named))).toEqual([[present.id], [present.id]]);
      expect(await leftOf(gone.id)).toEqual([]);
      return hit;
    },
    { from: tickBegins },
  );
  expect(calls).toBe(tickBegins + 1 + 2 * 2 + 1 + tickEnds);
});

it('A removal that is cut short at any AWS call has put up the grants, or has not happened', async () => {
  await everyCall(async (fault) => {
    const gone = await developer();
    const id = await granting(gone.id);
    const { hit } = await faults.hitting(fault, () => service.api('DELETE', `/api/members/${gone.id}`));
    const { status } = expectStatus(200, await service.api('GET', `/api/members/${gone.id}`)).json;

    await ticked();

    expect(await named(id)).toEqual(status === 'removed' ? [] : [gone.id]);
    return hit;
  });
});
