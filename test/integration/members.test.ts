import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Permission } from '#shared/contract/permission.ts';
import { keys } from '#shared/data/table/keys.ts';
import { table } from '#shared/data/table/table.ts';
import { AwsCalls } from './aws-calls.ts';
import { expectProblem } from './expect-problem.ts';
import {
  accept,
  asMember,
  contextOf,
  freshEmail,
  invited,
  joined,
  memberNow,
  organizationNow,
} from './members-bench.ts';
import { organizationOf, otherOrganization, restrictedKey } from './principals.ts';
import { expectStatus, TestService } from './test-service.ts';

let service: TestService;
let aws: AwsCalls;
beforeAll(async () => {
  service = await TestService.startWithoutStream();
  aws = new AwsCalls();
});
afterAll(() => service.stop());

const invite = (body: Record<string, unknown>, token = service.token) =>
  service.api('POST', '/api/members/invite', { token, body });

const exists = async (key: { pk: string; sk: string }): Promise<boolean> => {
  const { client, name } = table();
  return (await client.send(new GetCommand({ TableName: name, Key: key, ConsistentRead: true }))).Item !== undefined;
};

const membersOf = async (roleId: string): Promise<number> =>
  (await organizationNow(service)).roles[roleId]?.members ?? 0;

describe('POST /api/members/invite', () => {
  test('invites an address for seven days, and counts the role', async () => {
    const before = await membersOf('developer');

    const answer = expectStatus(201, await invite({ email: 'Mona.Lisa@ACME.example', roleId: 'developer' }));

    expect(answer.headers.location).toBe(`/api/members/${answer.json.id}`);
    expect(answer.json).toEqual({
      id: expect.stringMatching(/^mem_/),
      email: 'mona.lisa@acme.example',
      name: null,
      status: 'invited',
      role: { id: 'developer', name: 'Developer' },
      invitedBy: `key_${service.token.split('_')[1]}`,
      invitedByName: expect.any(String),
      expiresAt: expect.any(String),
      createdAt: expect.any(String),
      lastSeenAt: null,
    });
    const { createdAt, expiresAt } = answer.json;
    expect(Date.parse(String(expiresAt)) - Date.parse(String(createdAt))).toBe(7 * 86_400_000);
    expect(await membersOf('developer')).toBe(before + 1);
    expect((await service.api('GET', String(answer.headers.location))).json).toEqual(answer.json);
  });

  test('renews an invitation under its id, with the role that is named now', async () => {
    const first = await invited(service, 'viewer');
    const viewers = await membersOf('viewer');

    const { json } = expectStatus(200, await invite({ email: first.email, roleId: 'admin' }));

    expect(json).toMatchObject({ id: first.id, status: 'invited', role: { id: 'admin', name: 'Admin' } });
    expect(String(json.expiresAt) >= String(first.json.expiresAt)).toBe(true);
    expect(await membersOf('viewer')).toBe(viewers - 1);
  });

  test('refuses the address of an active member, and tells the way', async () => {
    const member = await joined(service, 'viewer', 'Ada Lovelace');

    const { detail } = expectProblem(await invite({ email: member.email.toUpperCase(), roleId: 'viewer' }), 'conflict');

    expect(detail).toBe(
      `${member.email} is a member already: Ada Lovelace. Change the role with PUT /api/members/${member.id}/role.`,
    );
  });

  test('makes one invitation of many for one address that are sent at once', async () => {
    const body = { email: freshEmail(), roleId: 'viewer' };
    const before = await membersOf('viewer');

    const answers = await Promise.all(Array.from({ length: 6 }, () => invite(body)));

    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 200, 200, 201]);
    expect(new Set(answers.map(({ json }) => json.id)).size).toBe(1);
    expect(await membersOf('viewer')).toBe(before + 1);
  });

  test('makes no more than 1,000 of an organisation, and renews one all the same', async () => {
    const { token, organizationId } = await otherOrganization(service, 'many-members');
    const ask = (email: string) => invite({ email, roleId: 'viewer' }, token);
    expectStatus(201, await ask('first@acme.example'));
    const { client, name } = table();
    await client.send(
      new UpdateCommand({
        TableName: name,
        Key: keys.organization(organizationId),
        UpdateExpression: 'SET #roles.#viewer.#members = :count',
        ExpressionAttributeNames: { '#roles': 'roles', '#viewer': 'viewer', '#members': 'members' },
        ExpressionAttributeValues: { ':count': 999 },
      }),
    );
    expectStatus(201, await ask('last@acme.example'));

    expect(expectProblem(await ask('one-more@acme.example'), 'conflict').detail).toContain('1,000');
    expectStatus(200, await ask('last@acme.example'));
  });

  test('gives the first answer again under its Idempotency-Key', async () => {
    const options = { body: { email: freshEmail(), roleId: 'viewer' }, headers: { 'idempotency-key': 'i1' } };
    const first = expectStatus(201, await service.api('POST', '/api/members/invite', options));

    const again = expectStatus(201, await service.api('POST', '/api/members/invite', options));

    expect(again.json).toEqual(first.json);
  });

  test.each([
    ['email', { email: 'mona', roleId: 'viewer' }, 'email: must be an e-mail address such as mona@acme.example.'],
    [
      'email',
      { email: 'mıke@acme.example', roleId: 'viewer' },
      'email: must be an e-mail address such as mona@acme.example.',
    ],
    [
      'roleId',
      { email: 'a@acme.example', roleId: 'boss' },
      'roleId: must be the id of a role, as GET /api/roles lists them.',
    ],
    [
      'roleId',
      { email: 'a@acme.example', roleId: 'rol_01J00000000000000000000000' },
      'roleId: must be the id of a role, as GET /api/roles lists them.',
    ],
  ])('refuses a wrong %s', async (field, body, text) => {
    const { detail, errors } = expectProblem(await invite(body), 'validation_failed');

    expect(detail).toBe(text);
    expect(errors?.map(({ pointer }) => pointer)).toEqual([`#/${field}`]);
  });

  test('refuses fields that nobody sends, by name', async () => {
    const body = { email: freshEmail(), roleId: 'viewer', status: 'active', name: 'X', expiresAt: null, id: 'mem_1' };

    const { errors } = expectProblem(await invite(body), 'validation_failed');

    expect(errors?.map(({ pointer }) => pointer).toSorted()).toEqual(['#/expiresAt', '#/id', '#/name', '#/status']);
  });
});

describe('GET /api/members', () => {
  test('lists members and invitations, newest first, page by page, without those who were removed', async () => {
    const { token } = await otherOrganization(service, 'listing');
    const ids: string[] = [];
    for (let number = 1; number <= 5; number += 1) {
      ids.push(String((await invite({ email: `p${number}@acme.example`, roleId: 'viewer' }, token)).json.id));
    }
    const [first, second, removed, fourth, fifth] = ids;
    expectStatus(204, await service.api('DELETE', `/api/members/${removed}`, { token }));

    const seen: string[][] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${cursor}`;
      const { json } = expectStatus(200, await service.api('GET', `/api/members?limit=2${query}`, { token }));
      seen.push((json.members as { id: string }[]).map(({ id }) => id));
      cursor = json.nextCursor as string | null;
    } while (cursor !== null);

    expect(seen).toEqual([
      [fifth, fourth],
      [second, first],
    ]);
  });

  test('names the roles of an own organisation as they are called now', async () => {
    const { json: role } = await service.api('POST', '/api/roles', { body: { name: 'Before', permissions: [] } });
    const { path } = await invited(service, String(role.id));
    expectStatus(200, await service.api('PUT', `/api/roles/${role.id}`, { body: { name: 'After' } }));

    const { json } = await service.api('GET', path);
    const list = (await service.api('GET', '/api/members?limit=1')).json.members as unknown[];

    expect(json.role).toEqual({ id: role.id, name: 'After' });
    expect(list).toEqual([json]);
  });

  test('refuses the cursor of another list', async () => {
    expectProblem(await service.api('GET', '/api/members?cursor=abc'), 'invalid_cursor');
  });

  test.each(['mem_01J00000000000000000000000', 'leave', 'x'])('knows no member %s', async (id) => {
    expectProblem(await service.api('GET', `/api/members/${id}`), 'not_found');
    expectProblem(await service.api('DELETE', `/api/members/${id}`), 'not_found');
    const body = { roleId: 'viewer' };
    expectProblem(await service.api('PUT', `/api/members/${id}/role`, { body }), 'not_found');
  });

  test('shows the members of another organisation to nobody', async () => {
    const { path } = await invited(service, 'viewer');
    const { token } = await otherOrganization(service, 'members-elsewhere');

    expectProblem(await service.api('GET', path, { token }), 'not_found');
    expectProblem(await service.api('DELETE', path, { token }), 'not_found');
  });
});

describe('PUT /api/members/{memberId}/role', () => {
  const change = (id: string, roleId: string, headers = {}) =>
    service.api('PUT', `/api/members/${id}/role`, { body: { roleId }, headers });

  test('gives another role, and counts both', async () => {
    const member = await joined(service, 'viewer');
    const [viewers, admins] = [await membersOf('viewer'), await membersOf('admin')];

    const { json } = expectStatus(200, await change(member.id, 'admin'));

    expect(json).toMatchObject({ id: member.id, status: 'active', role: { id: 'admin', name: 'Admin' } });
    expect([await membersOf('viewer'), await membersOf('admin')]).toEqual([viewers - 1, admins + 1]);
  });

  test('makes a member an Owner, and unmakes one beside another', async () => {
    const { id } = await joined(service, 'viewer');

    expectStatus(200, await change(id, 'owner'));
    expect((await organizationNow(service)).owners).toContain(id);
    expectStatus(200, await change(id, 'viewer'));

    expect((await organizationNow(service)).owners).not.toContain(id);
  });

  test('makes nobody an Owner who has not accepted yet', async () => {
    const { id } = await invited(service, 'viewer');
    expectStatus(200, await change(id, 'owner'));
    expect((await organizationNow(service)).owners).not.toContain(id);

    await accept(service, id, 'Grace Hopper');

    expect((await organizationNow(service)).owners).toContain(id);
  });

  test('writes nothing where the role is the same', async () => {
    const { id } = await invited(service, 'viewer');

    const { calls, result } = await aws.during(() => change(id, 'viewer'));

    expect(calls).toEqual(['BatchGetItem']);
    expectStatus(200, result);
  });

  test('refuses a version that is not the last one', async () => {
    const { id, path } = await invited(service, 'viewer');
    const { headers } = await service.api('GET', path);
    expectStatus(200, await change(id, 'admin'));
    const stale = { 'if-match': String(headers.etag) };

    expectProblem(await change(id, 'developer', stale), 'precondition_failed');
    expectProblem(await service.api('DELETE', path, { headers: stale }), 'precondition_failed');
  });

  test('tells that one was removed', async () => {
    const { id } = await joined(service, 'viewer', 'Alan Turing');
    expectStatus(204, await service.api('DELETE', `/api/members/${id}`));

    const { detail } = expectProblem(await change(id, 'admin'), 'conflict');

    expect(detail).toBe('Alan Turing was removed. Invite them again with POST /api/members/invite.');
  });
});

describe('DELETE /api/members/{memberId}', () => {
  test('leaves the name alone, and nothing that leads to the person', async () => {
    const member = await joined(service, 'developer', 'Rosa Parks');
    const organization = organizationOf(service);
    const address = keys.invitedEmail(member.email, organization);
    const person = keys.membership(member.subjectKey ?? '', organization);
    expect([await exists(address), await exists(person)]).toEqual([true, true]);
    const before = await membersOf('developer');

    expectStatus(204, await service.api('DELETE', `/api/members/${member.id}`));

    expect([await exists(address), await exists(person)]).toEqual([false, false]);
    expect(await membersOf('developer')).toBe(before - 1);
    const { json } = await service.api('GET', `/api/members/${member.id}`);
    expect(json).toMatchObject({ id: member.id, name: 'Rosa Parks', status: 'removed', email: null, role: null });
    const stored = await memberNow(organization, member.id);
    expect(JSON.stringify(stored)).not.toContain(member.email);
  });

  test('is repeated without a further change', async () => {
    const { path } = await invited(service, 'viewer');
    expectStatus(204, await service.api('DELETE', path));

    const { calls, result } = await aws.during(() => service.api('DELETE', path));

    expectStatus(204, result);
    expect(calls).toEqual(['BatchGetItem']);
  });

  test('makes room for a new invitation of the same address, under a new id', async () => {
    const first = await invited(service, 'viewer');
    expectStatus(204, await service.api('DELETE', first.path));

    const again = await invited(service, 'viewer', first.email);

    expect(again.id).not.toBe(first.id);
  });

  test('ends the rights of the keys that they made', async () => {
    const member = await joined(service, 'admin');
    const key = await restrictedKey(service.local.organization.id, ['view:projects'], null, member.id);
    expectStatus(200, await service.api('GET', '/api/me', { token: key.token }));
    const unused = await restrictedKey(service.local.organization.id, ['manage:roles'], null, member.id);

    expectStatus(204, await service.api('DELETE', `/api/members/${member.id}`));

    expectProblem(await service.api('GET', '/api/me', { token: unused.token }), 'unauthenticated');
  });

  test('tells somebody who removes themselves to leave', async () => {
    const context = await contextOf(service, await joined(service, 'admin'));

    const { detail } = expectProblem(
      await asMember(context, 'DELETE', `/api/members/${context.member.id}`),
      'conflict',
    );

    expect(detail).toBe('This is you. Leave the organisation with POST /api/members/leave.');
  });
});

describe('POST /api/members/leave', () => {
  test('ends the own membership, whatever the role, in two calls', async () => {
    const { json: role } = await service.api('POST', '/api/roles', { body: { name: 'Nothing', permissions: [] } });
    const context = await contextOf(service, await joined(service, String(role.id)));

    const { calls, result } = await aws.during(() => asMember(context, 'POST', '/api/members/leave'));

    expectStatus(204, result);
    expect(calls).toEqual(['BatchGetItem', 'TransactWriteItems']);
    expect((await memberNow(organizationOf(service), context.member.id)).status).toBe('removed');
    expectProblem(await asMember(context, 'POST', '/api/members/leave'), 'unauthenticated');
  });

  test('is answered again under its Idempotency-Key', async () => {
    const context = await contextOf(service, await joined(service, 'viewer'));
    const options = { headers: { 'idempotency-key': 'leave-1' } };
    expectStatus(204, await asMember(context, 'POST', '/api/members/leave', options));

    expectStatus(204, await asMember(context, 'POST', '/api/members/leave', options));
  });

  test('is nothing for an API key', async () => {
    const { detail } = expectProblem(await service.api('POST', '/api/members/leave'), 'conflict');

    expect(detail).toMatch(/^An API key is no member\. Revoke it with DELETE \/api\/api-keys\/key_\w+\.$/);
  });
});

describe('The rule of giving, for members', () => {
  type Case = readonly [
    act: string,
    actor: readonly Permission[],
    target: string,
    given: string | null,
    lacking: string | null,
  ];
  const cases: readonly Case[] = [
    ['invites', ['manage:members', 'view:projects'], 'viewer', null, null],
    ['invites', ['manage:members', 'view:projects'], 'developer', null, 'deploy:projects'],
    ['invites', ['manage:members'], 'owner', null, 'owners'],
    ['invites again', ['manage:members', 'view:projects'], 'developer', 'viewer', 'deploy:projects'],
    ['invites again', ['manage:members', 'view:projects'], 'viewer', 'admin', 'deploy:projects'],
    ['changes', ['manage:members', 'manage:projects'], 'developer', 'viewer', null],
    ['changes', ['manage:members', 'view:projects'], 'developer', 'viewer', 'deploy:projects'],
    ['changes', ['manage:members', 'manage:projects'], 'viewer', 'admin', 'run:projects'],
    ['changes', ['manage:members', 'manage:projects'], 'viewer', 'owner', 'owners'],
    ['changes', ['manage:members', 'manage:projects'], 'owner', 'viewer', 'owners'],
    ['removes', ['manage:members', 'manage:projects'], 'developer', null, null],
    ['removes', ['manage:members', 'view:projects'], 'developer', null, 'deploy:projects'],
    ['removes', ['manage:members'], 'owner', null, 'owners'],
  ];

  test.each(cases)('who %s with %j: %s, to become %s', async (act, held, target, given, lacking) => {
    const actor = await restrictedKey(service.local.organization.id, held);
    const { token } = actor;
    const call = async () => {
      const email = freshEmail();
      if (act === 'invites') return invite({ email, roleId: target }, token);
      const { path } = await invited(service, target, email);
      if (act === 'invites again') return invite({ email, roleId: given }, token);
      if (act === 'removes') return service.api('DELETE', path, { token });
      return service.api('PUT', `${path}/role`, { token, body: { roleId: given } });
    };

    const answer = await call();

    if (lacking === null) return void expect(answer.status, answer.text).toBeLessThan(300);
    const { detail, requiredPermission } = expectProblem(answer, 'permission_missing');
    expect(requiredPermission).toBe(lacking === 'owners' ? undefined : lacking);
    expect(detail).toMatch(
      lacking === 'owners'
        ? /has the rights of an Owner\. Only an Owner may do this\. Ask an Owner of local\.$/
        : /has the permission \S+, which you lack\. Ask somebody of local who has it\.$/,
    );
  });

  test('an Admin touches no Owner, though no permission is lacking', async () => {
    const admin = await contextOf(service, await joined(service, 'admin'));
    const owner = await joined(service, 'owner', 'Olga Owner');

    const answers = [
      await asMember(admin, 'DELETE', `/api/members/${owner.id}`),
      await asMember(admin, 'PUT', `/api/members/${owner.id}/role`, { body: { roleId: 'viewer' } }),
      await asMember(admin, 'PUT', `/api/members/${admin.member.id}/role`, { body: { roleId: 'owner' } }),
      await asMember(admin, 'POST', '/api/members/invite', { body: { email: freshEmail(), roleId: 'owner' } }),
    ];

    const details = answers.map((answer) => expectProblem(answer, 'permission_missing').detail);
    expect(details[0]).toBe('Olga Owner has the rights of an Owner. Only an Owner may do this. Ask an Owner of local.');
    expect(details[3]).toBe(
      'The role Owner has the rights of an Owner. Only an Owner may do this. Ask an Owner of local.',
    );
  });

  test('an Owner makes and unmakes Owners', async () => {
    const owner = await contextOf(service, await joined(service, 'owner'));
    const other = await joined(service, 'viewer');

    expectStatus(200, await asMember(owner, 'PUT', `/api/members/${other.id}/role`, { body: { roleId: 'owner' } }));
    expectStatus(204, await asMember(owner, 'DELETE', `/api/members/${other.id}`));
  });
});

describe('A context of the authorizer that is a minute old', () => {
  const writes = (id: string): readonly [string, string, unknown?][] => [
    ['POST', '/api/members/invite', { email: freshEmail(), roleId: 'viewer' }],
    ['PUT', `/api/members/${id}/role`, { roleId: 'viewer' }],
    ['DELETE', `/api/members/${id}`],
    ['POST', '/api/roles', { name: service.freshName('Stale'), permissions: [] }],
  ];
  const tryAll = async (context: Awaited<ReturnType<typeof contextOf>>) => {
    const { id } = await invited(service, 'developer');
    const answers = [];
    for (const [method, path, body] of writes(id)) {
      answers.push(await asMember(context, method, path, body === undefined ? {} : { body }));
    }
    return { answers, member: await memberNow(organizationOf(service), id) };
  };

  test('lets a removed member change nothing', async () => {
    const context = await contextOf(service, await joined(service, 'admin'));
    expectStatus(204, await service.api('DELETE', `/api/members/${context.member.id}`));

    const { answers, member } = await tryAll(context);

    for (const answer of answers) {
      const { detail } = expectProblem(answer, 'unauthenticated');
      expect(detail).toContain('You were removed, or your key was revoked or has expired.');
    }
    expect(member).toMatchObject({ status: 'invited', roleId: 'developer', version: 1 });
  });

  test('lets a member who got a lower role change nothing', async () => {
    const context = await contextOf(service, await joined(service, 'admin'));
    const body = { roleId: 'developer' };
    expectStatus(200, await service.api('PUT', `/api/members/${context.member.id}/role`, { body }));

    const { answers, member } = await tryAll(context);

    const needed = answers.map((answer) => expectProblem(answer, 'permission_missing').requiredPermission);
    expect(needed).toEqual(['manage:members', 'manage:members', 'manage:members', 'manage:roles']);
    expect(member.version).toBe(1);
  });

  test('lets a member whose role holds less change nothing', async () => {
    const held = ['manage:members', 'manage:roles', 'manage:projects'];
    const made = await service.api('POST', '/api/roles', {
      body: { name: service.freshName('Role'), permissions: held },
    });
    const context = await contextOf(service, await joined(service, String(made.json.id)));
    const body = { permissions: ['view:members'] };
    expectStatus(200, await service.api('PUT', `/api/roles/${made.json.id}`, { body }));

    const { answers } = await tryAll(context);

    for (const answer of answers) expectProblem(answer, 'permission_missing');
  });
});
