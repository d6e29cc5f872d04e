import { describe, expect, test } from 'vitest';
import type { ProjectAccess } from '#shared/domain/records/project-access.ts';
import { developer, entriesOf, grant, put, service, useBench, writeItem } from './access-bench.ts';
import { expectProblem } from './expect-problem.ts';
import { organizationOf, restrict, restrictedKey, wholeTable } from './principals.ts';
import { expectStatus } from './test-service.ts';

useBench();

describe('PUT P/access', () => {
  test('replaces 100 grants by 100 others, with their entries, of which not all fit into one transaction', async () => {
    const { path, id } = await service.project();
    const crowd = async (): Promise<string[]> =>
      (await Promise.all(Array.from({ length: 100 }, () => developer()))).map((one) => one.id).toSorted();
    const [before, after] = [await crowd(), await crowd()];
    const grants = (ids: readonly string[]) => ids.map((principalId) => ({ principalId, level: 'view' }));
    const named = async (): Promise<string[]> =>
      (await wholeTable())
        .filter(({ sk }) => sk === `GRANT#${id}`)
        .map(({ pk }) => String(pk).split('#').at(-1) ?? '')
        .toSorted();
    expectStatus(200, await put(path, { grants: grants(before) }));
    expect(await named()).toEqual(before);

    expectStatus(200, await put(path, { grants: grants(after) }));

    expect(await named()).toEqual(after);
  });
});

describe('PUT and DELETE P/access/{principalId}', () => {
  test('refuse the 101st grant of a project and the 201st of a principal', async () => {
    const { path, id } = await service.project();
    const member = await developer();
    const named = await Promise.all(Array.from({ length: 100 }, () => developer()));
    await restrict(service, id, Object.fromEntries(named.map((one) => [one.id, 'view' as const])));
    expectProblem(await grant(path, member.id, 'view'), 'conflict');

    const busy = await developer();
    const other = await service.project();
    for (let index = 0; index < 200; index += 1) {
      const pk = `ORG#${organizationOf(service)}#PRINCIPAL#${busy.id}`;
      await writeItem({ pk, sk: `GRANT#prj_${index}`, projectId: `prj_${index}` });
    }
    expectProblem(await grant(other.path, busy.id, 'view'), 'conflict');
  });

  test('take away the grants of those who are gone, which count to no limit, with their entries', async () => {
    const { path, id } = await service.project();
    const [member, removed] = [await developer(), await developer({ status: 'removed' })];
    const named = await Promise.all(Array.from({ length: 98 }, () => developer()));
    const expired = await restrictedKey(service.local.organization.id, [], '2020-01-01T00:00:00.000Z');
    const before = [removed.id, expired.id, ...named.map((one) => one.id)];
    await restrict(service, id, Object.fromEntries(before.map((one) => [one, 'view' as const])));

    expectStatus(201, await grant(path, member.id, 'view'));

    const project = (await wholeTable()).find((item) => item.id === id && item.access !== undefined);
    const access = project?.access as ProjectAccess | undefined;
    expect(Object.keys(access?.grants ?? {}).toSorted()).toEqual([member.id, ...named.map((one) => one.id)].toSorted());
    expect([await entriesOf(removed.id), await entriesOf(expired.id)]).toEqual([[], []]);
    expect(await entriesOf(member.id)).toEqual([id]);
  });
});
