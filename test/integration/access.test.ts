import { describe, expect, test } from 'vitest';
import { getAccess, updateAccess, updateGrant } from '#shared/contract/endpoints/projects.ts';
import type { MemberRecord } from '#shared/domain/records/member.ts';
import type { Answer } from '#test/call.ts';
import { aws, developer, entriesOf, grant, put, service, useBench, writeItem } from './access-bench.ts';
import { callAs, memberContext } from './call-as.ts';
import { expectProblem } from './expect-problem.ts';
import { organizationOf, otherOrganization, restrict, restrictedKey, wholeTable } from './principals.ts';
import { expectStatus } from './test-service.ts';

const contextOf = async (member: MemberRecord) => {
  const context = await memberContext(organizationOf(service), member.id);
  if (context === null) throw new Error('The member is gone.');
  return context;
};
const take = (path: string, id: string, options = {}): Promise<Answer> =>
  service.api('DELETE', `${path}/access/${id}`, options);
const read = async (path: string) => expectStatus(200, await service.api('GET', `${path}/access`)).json;
const lists = async (token: string) => {
  const { json } = expectStatus(200, await service.api('GET', '/api/projects?limit=100', { token }));
  return (json.projects as { id: string }[]).map(({ id }) => id);
};

async function itemOf({ id }: MemberRecord): Promise<Record<string, unknown>> {
  return (await wholeTable()).find(({ sk }) => sk === `MEMBER#${id}`) ?? {};
}

useBench();

describe('PUT P/access', () => {
  test('restricts a project to those who are named, who are told by name with who granted it', async () => {
    const { path } = await service.project();
    const mona = await developer({ name: 'Mona Lisa' });
    const ci = await restrictedKey(service.local.organization.id, ['view:projects']);

    const answer = await put(path, {
      mode: 'restricted',
      grants: [
        { principalId: ci.id, level: 'view' },
        { principalId: mona.id, level: 'deploy' },
      ],
    });

    expectStatus(200, answer);
    const given = {
      grantedBy: `key_${service.token.split('_')[1]}`,
      grantedByName: expect.any(String),
      grantedAt: expect.any(String),
    };
    expect(answer.json).toEqual({
      mode: 'restricted',
      grants: [
        { principalId: mona.id, kind: 'member', name: 'Mona Lisa', email: mona.email, level: 'deploy', ...given },
        { principalId: ci.id, kind: 'apiKey', name: 'view:projects', email: null, level: 'view', ...given },
      ],
    });
    expect(await read(path)).toEqual(answer.json);
  });

  test('grants a member manage who restricts a project, and Owners nothing', async () => {
    const { path, id } = await service.project();
    const member = await developer();
    const context = await contextOf(member);

    const answer = await callAs(context, updateAccess, { params: { projectId: id }, body: { mode: 'restricted' } });

    expectStatus(200, answer);
    expect(answer.json.grants).toMatchObject([{ principalId: member.id, level: 'manage', grantedBy: member.id }]);
    const other = await service.project();
    expect(expectStatus(200, await put(other.path, { mode: 'restricted' })).json.grants).toEqual([]);
    expect(expectStatus(200, await callAs(context, getAccess, { params: { projectId: id } })).json).toEqual(
      answer.json,
    );
    expect(await read(path)).toMatchObject({ mode: 'restricted' });
  });

  test('grants a key that restricts a project manage, and its creator too', async () => {
    const creator = await developer();
    const key = await restrictedKey(service.local.organization.id, ['manage:projects'], null, creator.id);
    const { path } = await service.project();

    const answer = expectStatus(200, await put(path, { mode: 'restricted' }, { token: key.token }));

    const levels = (answer.json.grants as { principalId: string; level: string }[]).map((one) => [
      one.principalId,
      one.level,
    ]);
    expect(new Map(levels as [string, string][])).toEqual(
      new Map([
        [creator.id, 'manage'],
        [key.id, 'manage'],
      ]),
    );
    expectStatus(200, await service.api('PUT', path, { token: key.token, body: {} }));
  });

  test('replaces all grants, keeps who gave those that stay, and moves the entries of lists', async () => {
    const { path, id } = await service.project();
    const [stays, goes, comes] = [await developer(), await developer(), await developer()];
    await put(path, {
      mode: 'restricted',
      grants: [stays, goes].map((one) => ({ principalId: one.id, level: 'view' })),
    });
    const before = (await read(path)).grants as { principalId: string }[];

    await put(path, { grants: [stays, comes].map((one) => ({ principalId: one.id, level: 'view' })) });

    const after = (await read(path)).grants as { principalId: string }[];
    expect(after.map(({ principalId }) => principalId).toSorted()).toEqual([stays.id, comes.id].toSorted());
    const kept = (grants: { principalId: string }[]) => grants.find(({ principalId }) => principalId === stays.id);
    expect(kept(after)).toEqual(kept(before));
    expect(await entriesOf(stays.id)).toEqual([id]);
    expect(await entriesOf(comes.id)).toEqual([id]);
    expect(await entriesOf(goes.id)).toEqual([]);
  });

  test('refuses a principal that is named twice, and more than 100', async () => {
    const { path } = await service.project();
    const one = { principalId: (await developer()).id, level: 'view' };
    expectProblem(await put(path, { grants: [one, one] }), 'validation_failed', ['#/grants/1/principalId']);
    expectProblem(await put(path, { grants: Array.from({ length: 101 }, () => one) }), 'validation_failed', [
      '#/grants',
    ]);
  });

  test('changes nothing and writes nothing where all stays as it is', async () => {
    const { path } = await service.project();
    const { etag } = (await service.api('GET', path)).headers;
    const { result, calls } = await aws.during(() => put(path, { mode: 'organization' }));
    expectStatus(200, result);
    expect(calls).not.toContain('TransactWriteItems');
    expect((await service.api('GET', path)).headers.etag).toBe(etag);
  });
});

describe('PUT and DELETE P/access/{principalId}', () => {
  test('give and take what a restricted project shows a principal', async () => {
    const { path, id } = await service.project();
    await put(path, { mode: 'restricted' });
    const key = await restrictedKey(service.local.organization.id, ['view:projects']);
    expect(await lists(key.token)).not.toContain(id);

    const given = expectStatus(201, await grant(path, key.id, 'view'));
    expect(given.headers.location).toBe(`${path}/access/${key.id}`);
    expect(await lists(key.token)).toContain(id);
    expect(expectStatus(200, await grant(path, key.id, 'deploy')).json).toMatchObject({ level: 'deploy' });
    expectStatus(204, await take(path, key.id));

    expect(await lists(key.token)).not.toContain(id);
    expectProblem(await service.api('GET', path, { token: key.token }), 'not_found');
    expectProblem(await take(path, key.id), 'not_found');
  });

  test('answer the same 404 for unknown, foreign, invited, removed and malformed ids', async () => {
    const { path } = await service.project();
    const other = await otherOrganization(service, 'foreign-grants');
    const ids = [
      'mem_00000000000000000000000000',
      'key_00000000000000000000000000',
      'x',
      other.id,
      (await developer({ status: 'removed' })).id,
      (await developer({ status: 'invited' })).id,
      (await restrictedKey(service.local.organization.id, [], '2020-01-01T00:00:00.000Z')).id,
    ];
    const shown = (answer: Answer) => {
      const { requestId: _, instance: __, ...rest } = expectProblem(answer, 'not_found');
      return rest;
    };
    const answers = [
      ...(await Promise.all(ids.map((id) => grant(path, id, 'view')))),
      ...(await Promise.all(ids.map((id) => put(path, { grants: [{ principalId: id, level: 'view' }] })))),
    ].map(shown);
    expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1);
  });

  test('keep a caller from losing what they manage the project by, unless they force it', async () => {
    const { path, id } = await service.project();
    const creator = await developer();
    const key = await restrictedKey(service.local.organization.id, ['manage:projects'], null, creator.id);
    const { token } = key;
    await restrict(service, id, { [key.id]: 'manage', [creator.id]: 'manage' });

    expectProblem(await take(path, key.id, { token }), 'conflict');
    expectProblem(await grant(path, key.id, 'deploy', { token }), 'conflict');
    expectProblem(await put(path, { grants: [] }, { token }), 'conflict');
    // The right of a key ends with the grant of its creator.
    expectProblem(await take(path, creator.id, { token }), 'conflict');

    expectStatus(204, await service.api('DELETE', `${path}/access/${key.id}?force=true`, { token }));
    expectProblem(await service.api('GET', path, { token }), 'not_found');
  });

  test('refuse a grant to a key that is limited to other projects', async () => {
    const { path } = await service.project();
    const other = await service.project();
    const key = await restrictedKey(service.local.organization.id, ['view:projects']);
    const stored = (await wholeTable()).find(({ sk, pk }) => sk === `KEY#${key.id}` && String(pk).startsWith('ORG#'));
    await writeItem({ ...stored, projectIds: [other.id] });

    expectProblem(await grant(path, key.id, 'view'), 'conflict');
    expectStatus(201, await grant(other.path, key.id, 'view'));
  });

  test('compare If-Match with the version of the project', async () => {
    const { path } = await service.project();
    const member = await developer();
    const { etag = '' } = (await service.api('GET', `${path}/access`)).headers;
    expectStatus(201, await grant(path, member.id, 'view', { headers: { 'if-match': etag } }));
    expectProblem(await grant(path, member.id, 'deploy', { headers: { 'if-match': etag } }), 'precondition_failed');
  });
});

describe('The rule of giving', () => {
  test('decides from the rights in the table, not from those that the token had', async () => {
    const { id } = await service.project();
    const member = await developer();
    const context = await contextOf(member);
    const other = await developer();
    const call = () =>
      callAs(context, updateGrant, { params: { projectId: id, principalId: other.id }, body: { level: 'view' } });

    await writeItem({ ...(await itemOf(member)), roleId: 'viewer' });
    expectProblem(await call(), 'permission_missing');
    await writeItem({ ...(await itemOf(member)), status: 'removed' });
    expectProblem(await call(), 'unauthenticated');
  });

  test('hides addresses from those who may not see members', async () => {
    const { id, path } = await service.project();
    const mona = await developer();
    await grant(path, mona.id, 'view');
    const answer = await callAs(await contextOf(await developer()), getAccess, { params: { projectId: id } });
    expect(expectStatus(200, answer).json.grants).toMatchObject([{ principalId: mona.id, email: null }]);
  });
});

test('A change of access leaves a record with each level before and after', async () => {
  const { path, id } = await service.project();
  const member = await developer();
  await grant(path, member.id, 'view');
  await grant(path, member.id, 'manage');

  const { json } = expectStatus(200, await service.api('GET', `/api/audit-logs?projectId=${id}&action=access.updated`));

  expect(json.auditLogs).toMatchObject([
    { action: 'access.updated', resourceId: id, changes: { [member.id]: { from: 'view', to: 'manage' } } },
    { changes: { [member.id]: { from: null, to: 'view' } } },
  ]);
});

test('Reading access costs two calls, and giving a grant three: rights, count and transaction', async () => {
  const { path } = await service.project();
  const member = await developer();
  // Activity is noted once a minute, when the event of the new project is out.
  await service.settled();
  const given = await aws.during(() => grant(path, member.id, 'view'));
  expect(expectStatus(201, given.result) && given.calls).toEqual([...['BatchGetItem', 'Query', 'TransactWriteItems']]);
  const shown = await aws.during(() => service.api('GET', `${path}/access`));
  expect(shown.calls).toEqual(['GetItem', 'BatchGetItem']);
  const changed = await aws.during(() => grant(path, member.id, 'manage'));
  expect(changed.calls).toEqual(['BatchGetItem', 'TransactWriteItems']);
  // Whom the project named before is looked up, so that nobody who is gone stays in it.
  const other = await developer();
  const second = await aws.during(() => grant(path, other.id, 'view'));
  expect(second.calls).toEqual([...['BatchGetItem', 'BatchGetItem', 'Query', 'TransactWriteItems']]);
  const taken = await aws.during(() => service.api('DELETE', `${path}/access/${other.id}`));
  expect(taken.calls).toEqual(['BatchGetItem', 'BatchGetItem', 'TransactWriteItems']);
});
