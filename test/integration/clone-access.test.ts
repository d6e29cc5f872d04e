import { describe, expect, test } from 'vitest';
import { cloneProject, getAccess } from '#shared/contract/endpoints/projects.ts';
import type { TokenPrincipal } from '#shared/domain/access/token-principal.ts';
import type { MemberRecord } from '#shared/domain/records/member.ts';
import type { GrantLevel } from '#shared/domain/records/project-access.ts';
import type { Answer } from '#test/call.ts';
import { callAs, memberContext } from './call-as.ts';
import { aws, developer, grantsOf, service, useBench, writeItem } from './clone-access-bench.ts';
import { expectProblem } from './expect-problem.ts';
import { organizationOf, restrict, restrictedKey, wholeTable } from './principals.ts';
import { expectStatus } from './test-service.ts';

const contextOf = async (member: MemberRecord): Promise<TokenPrincipal> => {
  const context = await memberContext(organizationOf(service), member.id);
  if (context === null) throw new Error('The member is gone.');
  return context;
};
/** Changes a member or a key behind the back of the context that was read before. */
const changeItem = async (id: string, change: Record<string, unknown>): Promise<void> => {
  const item = (await wholeTable()).find(
    ({ pk, sk }) => String(pk).startsWith('ORG#') && String(sk).endsWith(`#${id}`),
  );
  await writeItem({ ...item, ...change });
};
const cloneAs = (context: TokenPrincipal, projectId: string): Promise<Answer> =>
  callAs(context, cloneProject, { params: { projectId }, body: {} });

useBench();

describe('The clone of a restricted project', () => {
  test('leaves manage to the member who made it, and names them as who granted the rest', async () => {
    const { id } = await service.project();
    const [member, other] = [await developer(), await developer()];
    await restrict(service, id, { [member.id]: 'manage', [other.id]: 'deploy' });
    const context = await contextOf(member);

    const { json } = expectStatus(201, await cloneAs(context, id));

    expect(await grantsOf(json.id)).toEqual(
      new Map([
        [member.id, { level: 'manage', grantedBy: member.id }],
        [other.id, { level: 'deploy', grantedBy: member.id }],
      ]),
    );
    expect(json.permissions).toContain('manage:projects');
    expectStatus(200, await callAs(context, getAccess, { params: { projectId: String(json.id) } }));
  });

  test('has no grants of removed members, of revoked and expired keys, nor of keys that are limited to projects', async () => {
    const { id, path } = await service.project();
    const organization = service.local.organization.id;
    const [stays, removed] = [await developer(), await developer({ status: 'removed' })];
    const expired = await restrictedKey(organization, ['view:projects'], '2020-01-01T00:00:00.000Z');
    const limited = await restrictedKey(organization, ['view:projects']);
    await changeItem(limited.id, { projectIds: [id] });
    const revoked = 'key_00000000000000000000000009';
    const named = [stays.id, removed.id, expired.id, limited.id, revoked];
    await restrict(service, id, Object.fromEntries(named.map((one) => [one, 'view' as const])));

    const once = () => service.api('POST', `${path}/clone`, { headers: { 'idempotency-key': 'clone-without-some' } });
    const { json } = expectStatus(201, await once());

    expect(expectStatus(201, await once()).json).toEqual(json);
    expect([...(await grantsOf(json.id)).keys()]).toEqual([stays.id]);
    expect(json.cloneReport).toMatchObject({ copied: ['access'] });
    expect((json.cloneReport as { leftOut: string[] }).leftOut.at(-1)).toMatch(/^access: 4 of the grants/);
    const entries = (await wholeTable()).filter(({ sk }) => sk === `GRANT#${json.id}`);
    expect(entries.map(({ pk }) => String(pk).split('#').at(-1))).toEqual([stays.id]);
  });

  test('costs two reads more than that of an open project: rights and grantees, and the grants of each', async () => {
    const { id, path } = await service.project();
    const { path: open } = await service.project();
    await restrict(service, id, { [(await developer()).id]: 'view' });
    await service.settled();
    // The activity of the clone is noted when its event is out, which may be before the answer is.
    const ofClone = ({ calls }: { calls: readonly string[] }) => calls.filter((call) => call !== 'UpdateItem');
    const closed = await aws.during(() => service.api('POST', `${path}/clone`));
    expect(expectStatus(201, closed.result) && ofClone(closed)).toEqual([
      ...['Query', 'BatchGetItem', 'Query', 'TransactWriteItems'],
    ]);
    await service.settled();
    const opened = await aws.during(() => service.api('POST', `${open}/clone`));
    expect(expectStatus(201, opened.result) && ofClone(opened)).toEqual(['Query', 'TransactWriteItems']);
  });
});

describe('A context that is older than the rights of its principal clones no restricted project', () => {
  const restricted = async (level: GrantLevel, over: Partial<MemberRecord> = {}) => {
    const { id } = await service.project();
    const member = await developer(over);
    await restrict(service, id, { [member.id]: level });
    return { id, member, context: await contextOf(member) };
  };
  const clonesOf = async (id: string) => (await wholeTable()).filter(({ clonedFrom }) => clonedFrom === id);

  test.each([
    ['who is a Viewer now', { roleId: 'viewer' }, 'permission_missing'],
    ['who was removed', { status: 'removed' }, 'unauthenticated'],
  ] as const)('of a member %s', async (_, change, code) => {
    const { id, member, context } = await restricted('manage');
    await changeItem(member.id, change);
    expectProblem(await cloneAs(context, id), code);
    expect(await clonesOf(id)).toEqual([]);
  });

  test('of an Admin who is a Developer now, without a grant: the project is hidden', async () => {
    const { id } = await service.project();
    const member = await developer({ roleId: 'admin' });
    const context = await contextOf(member);
    await restrict(service, id, {});
    await changeItem(member.id, { roleId: 'developer' });
    expectProblem(await cloneAs(context, id), 'not_found');
    expect(await clonesOf(id)).toEqual([]);
  });

  test('that is open but names somebody, whose grants the clone would have', async () => {
    const { id, path } = await service.project();
    const member = await developer();
    expectStatus(201, await service.api('PUT', `${path}/access/${member.id}`, { body: { level: 'manage' } }));
    const context = await contextOf(member);
    await changeItem(member.id, { status: 'removed' });
    expectProblem(await cloneAs(context, id), 'unauthenticated');
  });

  test('of a key whose creator was removed', async () => {
    const { id, member } = await restricted('manage');
    const key = await restrictedKey(service.local.organization.id, ['manage:projects'], null, member.id);
    await restrict(service, id, { [member.id]: 'manage', [key.id]: 'manage' });
    const context: TokenPrincipal = {
      ...(await contextOf(member)),
      kind: 'apiKey',
      memberships: (await contextOf(member)).memberships.map(([organization, , slug, bits]) => [
        ...[organization, key.id, slug, bits, member.id],
      ]) as never,
    };
    expectStatus(201, await cloneAs(context, id));
    await changeItem(member.id, { status: 'removed' });
    expectProblem(await cloneAs(context, id), 'unauthenticated');
  });
});
