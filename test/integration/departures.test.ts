import { describe, expect, it } from 'vitest';
import { leaveOrganization } from '#shared/contract/endpoints/members.ts';
import { callAs, memberContext } from './call-as.ts';
import { minutesLater } from './clock.ts';
import {
  contents,
  developer,
  faults,
  granting,
  leftOf,
  named,
  projectItem,
  remove,
  service,
  tick,
  ticked,
  useBench,
} from './departures-bench.ts';
import { organizationOf, restrictedKey } from './principals.ts';
import { expectStatus } from './test-service.ts';

const audited = async () => (await contents.items(({ pk }) => pk.includes('#AUDIT#'))).length;

useBench();

describe('The grants of who is gone', () => {
  it('go with a member who was removed, within two ticks, and those of the others stay', async () => {
    const [gone, present] = [await developer(), await developer()];
    const projects = [await granting(gone.id, present.id), await granting(gone.id)];
    await remove(gone);
    const [records, before] = [await audited(), await projectItem(projects[0] ?? '')];

    await tick();
    expect(await leftOf(gone.id)).toEqual(['DEPARTURE', ...projects.toSorted().map((id) => `GRANT#${id}`)]);
    expect(await ticked()).toEqual({ done: 1, failed: 0 });

    expect(await Promise.all(projects.map(named))).toEqual([[present.id], []]);
    expect([await leftOf(gone.id), await leftOf(present.id)]).toEqual([[], [`GRANT#${projects[0]}`]]);
    // The service itself changed the project: nobody is named, and no record is left.
    const after = await projectItem(projects[0] ?? '');
    expect(after).toMatchObject({ version: Number(before?.version) + 1, updatedBy: null, updatedByName: null });
    expect(Object.keys((after as { access?: { given?: object } }).access?.given ?? {})).toEqual([present.id]);
    expect(await audited()).toBe(records);
  });

  it('go with a member who left, and with a key that was revoked', async () => {
    const left = await developer();
    const key = await restrictedKey(organizationOf(service), ['view:projects']);
    const project = await granting(left.id, key.id);
    const context = await memberContext(organizationOf(service), left.id);
    if (context === null) throw new Error('The member is gone.');
    expectStatus(204, await callAs(context, leaveOrganization));
    expectStatus(204, await service.api('DELETE', `/api/api-keys/${key.id}`));

    expect(await ticked()).toEqual({ done: 2, failed: 0 });

    expect([await named(project), await leftOf(left.id), await leftOf(key.id)]).toEqual([[], [], []]);
  });

  it('go with a key that has expired, which the list of keys shows until it is revoked', async () => {
    const expiresAt = new Date(Date.now() + 300_000).toISOString();
    const body = { name: 'CI', permissions: ['view:projects'], expiresAt };
    const { id } = expectStatus(201, await service.api('POST', '/api/api-keys', { body })).json;
    const project = await granting(String(id));
    const tickAt = (minutes: number) => minutesLater(minutes, tick);

    expect(await tickAt(5.5)).toMatchObject({ done: 0 });
    expect(await named(project)).toEqual([id]);
    expect(await tickAt(6.5)).toEqual({ done: 1, failed: 0 });

    expect([await named(project), await leftOf(String(id))]).toEqual([[], []]);
    expectStatus(200, await service.api('GET', `/api/api-keys/${id}`));
    expectStatus(204, await service.api('DELETE', `/api/api-keys/${id}`));
    expect(await ticked()).toEqual({ done: 1, failed: 0 });
  });

  it('of a key that is revoked before its end go with the revocation', async () => {
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    const body = { name: 'CI', permissions: ['view:projects'], expiresAt };
    const { id } = expectStatus(201, await service.api('POST', '/api/api-keys', { body })).json;
    const project = await granting(String(id));
    expectStatus(204, await service.api('DELETE', `/api/api-keys/${id}`));

    await ticked();

    expect([await named(project), await leftOf(String(id))]).toEqual([[], []]);
  });

  it('are none of an invitation that was taken back', async () => {
    const body = { email: 'never@acme.example', roleId: 'viewer' };
    const { id } = expectStatus(201, await service.api('POST', '/api/members/invite', { body })).json;
    expectStatus(204, await service.api('DELETE', `/api/members/${id}`));

    expect(await leftOf(String(id))).toEqual([]);
  });

  it('leave with their entries alone where a project is gone, or names them no more', async () => {
    const gone = await developer();
    const [deleted, untouched] = [await granting(gone.id), await granting()];
    expectStatus(204, await service.api('DELETE', `/api/projects/${deleted}`));
    const pk = `ORG#${organizationOf(service)}#PRINCIPAL#${gone.id}`;
    await contents.put([untouched, 'prj_never'].map((id) => ({ pk, sk: `GRANT#${id}`, projectId: id, since: 99 })));
    await remove(gone);
    const before = await projectItem(untouched);

    expect(await ticked()).toMatchObject({ failed: 0 });

    expect([await leftOf(gone.id), await projectItem(untouched)]).toEqual([[], before]);
  });

  it('are taken away over a change that was faster, which stays', async () => {
    const gone = await developer();
    const id = await granting(gone.id);
    await remove(gone);
    let isFirst = true;
    const renaming = async (command: string, _input: unknown, send: () => Promise<unknown>) => {
      if (command === 'TransactWriteItemsCommand' && isFirst) {
        isFirst = false;
        const item = await projectItem(id);
        await contents.put([{ ...item, description: 'changed meanwhile', version: Number(item?.version) + 1 }]);
      }
      return send();
    };

    await faults.during(renaming, ticked);

    expect([isFirst, await named(id), (await projectItem(id))?.description]).toEqual([false, [], 'changed meanwhile']);
  });

  it('hold up nothing where one project cannot be written: the next tick takes it', async () => {
    const gone = await developer();
    const [stuck, other] = [await granting(gone.id), await granting(gone.id)];
    await remove(gone);
    const failing = async (command: string, input: unknown, send: () => Promise<unknown>) => {
      if (command.startsWith('TransactWrite') && JSON.stringify(input).includes(stuck)) throw new Error('lost');
      return send();
    };

    expect(await faults.during(failing, ticked)).toEqual({ done: 0, failed: 1 });
    expect([await named(stuck), await named(other)]).toEqual([[gone.id], []]);
    expect(await ticked()).toEqual({ done: 1, failed: 0 });
    expect([await named(stuck), await leftOf(gone.id)]).toEqual([[], []]);
  });
});
