import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import type { OrganizationId } from '#shared/contract/id.ts';
import { readOrganizations } from '#shared/data/organization/organizations.ts';
import { keys } from '#shared/data/table/keys.ts';
import { table } from '#shared/data/table/table.ts';
import { audience, Issuer, newSigningKey } from '#test/fixtures/issuer.ts';
import { minutesLater } from '../clock.ts';
import { expectProblem } from '../expect-problem.ts';
import { otherOrganization, wholeTable } from '../principals.ts';
import { expectStatus } from '../test-service.ts';
import {
  accept,
  acceptAs,
  calls,
  home,
  invite,
  issuer,
  me,
  newPerson,
  people,
  pointersOf,
  service,
  useBench,
} from './accept-invitation-bench.ts';

useBench();

describe('accepting an invitation', () => {
  it('makes a member, who is let in at once and keeps the member when they accept again', async () => {
    const { sub, email } = newPerson();
    const invitation = await invite(home, email);
    const answer = expectStatus(200, await acceptAs({ sub, email, name: 'Mona Lisa' }));
    expect(answer.json).toMatchObject({
      id: invitation.id,
      email,
      name: 'Mona Lisa',
      status: 'active',
      role: { id: 'developer', name: 'Developer' },
      expiresAt: null,
    });
    expectStatus(200, await me(sub));
    const again = expectStatus(200, await acceptAs({ sub, email }));
    expect(again.json).toMatchObject({ id: invitation.id, name: 'Mona Lisa' });
  });

  it('takes three calls, and two where it was accepted before', async () => {
    const { sub, email } = newPerson();
    await invite(home, email);
    const token = await issuer.idToken({ sub, email });
    expect((await calls.during(() => accept(token))).calls).toEqual(['Query', 'BatchGetItem', 'TransactWriteItems']);
    expect((await calls.during(() => accept(token))).calls).toEqual(['Query', 'BatchGetItem']);
  });

  it('leaves an audit record of the member, and raises the version of the organisation', async () => {
    const { sub, email } = newPerson();
    const { id } = await invite(home, email);
    const [before] = await readOrganizations([home as OrganizationId]);
    expectStatus(200, await acceptAs({ sub, email, name: 'Ada' }));
    const [after] = await readOrganizations([home as OrganizationId]);
    expect(after?.version).toBe((before?.version ?? 0) + 1);
    const records = (await wholeTable()).filter((item) => item.action === 'member.joined' && item.resourceId === id);
    expect(records).toMatchObject([{ actor: { id, kind: 'member', name: 'Ada' }, sourceIp: '127.0.0.1' }]);
    expect(JSON.stringify(records)).not.toContain(email);
  });

  it('makes an Owner one of the owners', async () => {
    const { sub, email } = newPerson();
    const { id } = await invite(home, email, { roleId: 'owner' });
    const [before] = await readOrganizations([home as OrganizationId]);
    expectStatus(200, await acceptAs({ sub, email }));
    const [after] = await readOrganizations([home as OrganizationId]);
    expect([before?.owners.has(id), after?.owners.has(id)]).toEqual([false, true]);
  });

  it('tells the name of a role of the organisation’s own', async () => {
    const { sub, email } = newPerson();
    const { client, name } = table();
    const roleId = 'rol_00000000000000000000000001';
    const role = { ...keys.role(home as OrganizationId, roleId), name: 'Release manager' };
    await client.send(new PutCommand({ TableName: name, Item: role }));
    await invite(home, email, { roleId });
    const answer = expectStatus(200, await acceptAs({ sub, email }));
    expect(answer.json.role).toEqual({ id: roleId, name: 'Release manager' });
  });

  it.each([
    [undefined, 'person'],
    ['', 'person'],
    ['Mona\u202egro', 'person'],
    [7, 'person'],
  ])('calls somebody with the name %j by the beginning of their address', async (name, beginning) => {
    const { sub, email } = newPerson();
    await invite(home, email);
    const answer = expectStatus(200, await acceptAs({ sub, email, name }));
    expect(String(answer.json.name)).toMatch(new RegExp(`^${beginning}-\\d+$`));
  });

  it('finds the invitation of an address in capitals', async () => {
    const { sub, email } = newPerson();
    await invite(home, email);
    expectStatus(200, await acceptAs({ sub, email: email.toUpperCase() }));
  });

  it('asks which, where several wait, and takes the named one', async () => {
    const { sub, email } = newPerson();
    const other = await otherOrganization(service, `several-${people}`);
    await invite(home, email);
    await invite(other.organizationId, email);
    const answer = await acceptAs({ sub, email });
    expect(expectProblem(answer, 'conflict').organizations).toEqual(['local', `several-${people}`]);
    expectStatus(200, await acceptAs({ sub, email }, `several-${people}`));
    expectStatus(200, await acceptAs({ sub, email }));
    expectStatus(200, await acceptAs({ sub, email }, 'local'));
    expect(await pointersOf(sub)).toHaveLength(2);
    const both = expectStatus(200, await me(sub));
    expect(both.json).toMatchObject({ principal: { id: null, kind: 'user' }, organization: null, permissions: [] });
    expect(both.json.organizations).toHaveLength(2);
    const one = expectStatus(200, await me(sub, { 'x-org-slug': 'local' }));
    expect(one.json.organization).toMatchObject({ slug: 'local' });
    expectProblem(await acceptAs({ sub, email }), 'not_found');
  });

  it('answers the member whatever the e-mail address has become since', async () => {
    const { sub, email } = newPerson();
    const { id } = await invite(home, email);
    expectStatus(200, await acceptAs({ sub, email }));
    for (const later of [{ email: 'new@acme.example' }, { email_verified: false }, { email: undefined }]) {
      expect(expectStatus(200, await acceptAs({ sub, email, ...later })).json.id).toBe(id);
    }
  });

  it('of a second address of a member answers the member that they are', async () => {
    const { sub, email } = newPerson();
    const { id } = await invite(home, email);
    expectStatus(200, await acceptAs({ sub, email }));
    await invite(home, `second-${email}`);
    expect(expectStatus(200, await acceptAs({ sub, email: `second-${email}` })).json.id).toBe(id);
    expect(await pointersOf(sub)).toHaveLength(1);
  });
});

describe('taking over an invitation', () => {
  it.each([
    ['an unverified address', { email_verified: false }],
    ['an address whose proof is a text', { email_verified: 'true' }],
    ['an address whose proof is a number', { email_verified: 1 }],
    ['an address of which nothing is said', { email_verified: undefined }],
    ['a list of addresses', { email: ['mona@acme.example'] }],
    ['another address', { email: 'eve@acme.example' }],
  ])('is not done with %s', async (_what, over) => {
    const { sub, email } = newPerson();
    await invite(home, email);
    expectProblem(await acceptAs({ sub, email, ...over }), 'not_found');
    expect(await pointersOf(sub)).toEqual([]);
  });

  it('is not done with an address that only looks the same', async () => {
    const { sub } = newPerson();
    await invite(home, 'mike@acme.example');
    for (const email of ['mıke@acme.example', 'mi\u212ae@acme.example', 'ｍike@acme.example', 'mike+x@acme.example']) {
      expectProblem(await acceptAs({ sub, email }), 'not_found');
    }
  });

  it('is not done by another subject with the same address after it was bound', async () => {
    const { sub, email } = newPerson();
    await invite(home, email);
    expectStatus(200, await acceptAs({ sub, email }));
    expectProblem(await acceptAs({ sub: `${sub}-again`, email }), 'not_found');
    expect(await pointersOf(`${sub}-again`)).toEqual([]);
  });

  it('is not done after the end of the invitation', async () => {
    const { sub, email } = newPerson();
    await invite(home, email);
    await minutesLater(7 * 24 * 60 + 1, async () => expectProblem(await acceptAs({ sub, email }), 'not_found'));
    expect(await pointersOf(sub)).toEqual([]);
  });

  it('is not done by a member who was removed', async () => {
    const { sub, email } = newPerson();
    await invite(home, email, { status: 'removed', email: '' });
    expectProblem(await acceptAs({ sub, email }), 'not_found');
  });

  it('is not done with a token that is no ID token of the issuer for this client', async () => {
    const { sub, email } = newPerson();
    await invite(home, email);
    const other = await Issuer.start();
    const own = await newSigningKey('first');
    const claims = { sub, email, email_verified: true };
    const seconds = Math.floor(Date.now() / 1000);
    const tokens = [
      '',
      'x',
      'x.y.z',
      service.token,
      await other.idToken(claims),
      await issuer.sign({ ...issuer.accessClaims(), ...claims, aud: 'console', client_id: undefined }, {}, own),
      await issuer.accessToken(claims),
      await issuer.sign({ ...issuer.accessClaims(), ...claims, aud: 'console' }, { typ: 'at+jwt' }),
      await issuer.idToken({ ...claims, aud: audience }),
      await issuer.idToken({ ...claims, aud: ['console', 'other'] }),
      await issuer.idToken({ ...claims, aud: ['console', 'other'], azp: 'other' }),
      await issuer.idToken({ ...claims, azp: 'other' }),
      await issuer.idToken({ ...claims, iss: other.url }),
      await issuer.idToken({ ...claims, exp: seconds - 61 }),
      await issuer.idToken({ ...claims, exp: undefined }),
      await issuer.idToken({ ...claims, nbf: seconds + 3600 }),
    ];
    await other.stop();
    const statuses = await Promise.all(tokens.map(async (token) => (await accept(token)).status));
    expect(statuses).toEqual([400, ...Array(tokens.length - 1).fill(401)]);
    expect(await pointersOf(sub)).toEqual([]);
    expectStatus(200, await acceptAs({ ...claims, aud: ['console', 'other'], azp: 'console' }));
  });
});

describe('what clients need to know', () => {
  it('is told without a token: the issuer, the client and where people may come back to', async () => {
    const { json } = expectStatus(200, await service.anonymous('GET', '/api/.well-known/ocore.json'));
    const { url } = service.local;
    expect(json).toEqual({
      name: 'oCore Projects',
      version: '0.1.0',
      apiUrl: url,
      docsUrl: `${url}/api/openapi.json`,
      consoleUrl: url,
      auth: {
        issuer: issuer.url,
        clientId: 'console',
        audience,
        scopes: ['openid', 'email', 'profile'],
        authorizationParameters: {},
        redirectUris: [
          `${url}/sign-in/callback`,
          'http://127.0.0.1:47101/callback',
          'http://127.0.0.1:47102/callback',
          'http://127.0.0.1:47103/callback',
        ],
      },
    });
  });
});
