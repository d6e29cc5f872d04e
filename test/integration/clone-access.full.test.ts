import { describe, expect, test } from 'vitest';
import { developer, grantsOf, service, useBench, writeItem } from './clone-access-bench.ts';
import { expectProblem } from './expect-problem.ts';
import { organizationOf, restrict, wholeTable } from './principals.ts';
import { expectStatus } from './test-service.ts';

useBench();

describe('The clone of a restricted project', () => {
  test('copies 100 grants', async () => {
    const { id, path } = await service.project();
    const members = await Promise.all(Array.from({ length: 100 }, () => developer()));
    await restrict(service, id, Object.fromEntries(members.map((one) => [one.id, 'view' as const])));
    const { json } = expectStatus(201, await service.api('POST', `${path}/clone`));
    expect([...(await grantsOf(json.id)).keys()].toSorted()).toEqual(members.map((one) => one.id).toSorted());
  });

  test('is refused where somebody would get their 201st grant, and nothing is written', async () => {
    const { id, path } = await service.project();
    const [busy, other] = [await developer(), await developer()];
    await restrict(service, id, { [busy.id]: 'view', [other.id]: 'view' });
    const partition = `ORG#${organizationOf(service)}#PRINCIPAL#${busy.id}`;
    for (let index = 1; index < 200; index += 1)
      await writeItem({ pk: partition, sk: `GRANT#prj_${index}`, projectId: `prj_${index}` });

    const { detail } = expectProblem(await service.api('POST', `${path}/clone`), 'conflict');

    expect(detail).toContain(busy.id);
    expect((await wholeTable()).filter(({ clonedFrom }) => clonedFrom === id)).toEqual([]);
  });
});
