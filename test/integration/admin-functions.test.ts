import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { invoke } from '#infra/local/function-registry.ts';
import type { OrganizationId } from '#shared/contract/id.ts';
import { newId } from '#shared/contract/new-id.ts';
import { keys } from '#shared/data/table/keys.ts';
import { table } from '#shared/data/table/table.ts';
import { accept, freshEmail, invited, joined, memberNow, organizationNow } from './members-bench.ts';
import { organizationOf, otherOrganization, wholeTable } from './principals.ts';
import { expectStatus, TestService } from './test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await TestService.start();
});
afterAll(() => service.stop());

const inviteOwner = async (email: string, organization = 'local') =>
  (await invoke('admin/invite-owner', { organization, email })) as { member: Record<string, unknown> };
const resetKey = async (organization: string) =>
  (await invoke('admin/reset-key', { organization })) as { apiKey: string };

const recordsOf = async (resourceId: unknown) =>
  (await wholeTable()).filter((item) => String(item.pk).includes('#AUDIT#') && item.resourceId === resourceId);

describe('invite-owner', () => {
  test('invites an Owner, who enters the owners by accepting', async () => {
    const { member } = await inviteOwner('First.Owner@ACME.example');

    expect(member).toMatchObject({
      email: 'first.owner@acme.example',
      status: 'invited',
      role: { id: 'owner', name: 'Owner' },
      invitedBy: null,
      invitedByName: 'Operator',
    });
    const id = String(member.id);
    expect((await organizationNow(service)).owners).not.toContain(id);
    await accept(service, id, 'First Owner');
    expect((await organizationNow(service)).owners).toContain(id);
  });

  test('makes an invitation that there is one of an Owner, also after it has ended', async () => {
    const { id, email } = await invited(service, 'viewer');

    const { member } = await inviteOwner(email);

    expect(member).toMatchObject({ id, status: 'invited', role: { id: 'owner' } });
  });

  test('makes an active member an Owner, and changes nothing a second time', async () => {
    const { id, email } = await joined(service, 'viewer');

    const { member } = await inviteOwner(email);
    await inviteOwner(email);

    expect(member).toMatchObject({ id, status: 'active', role: { id: 'owner' } });
    expect((await organizationNow(service)).owners).toContain(id);
    expect((await memberNow(organizationOf(service), id)).version).toBe(3);
  });

  test('leaves a record of the operator', async () => {
    const { member } = await inviteOwner(freshEmail());

    const [record, ...more] = await recordsOf(member.id);

    expect(more).toEqual([]);
    expect(record).toMatchObject({
      action: 'member.invited',
      actor: { id: 'operator', kind: 'operator', name: 'Operator' },
      sourceIp: null,
    });
  });

  test.each([
    [
      { organization: 'local', email: 'mona' },
      'validation_failed',
      'email: must be an e-mail address such as mona@acme.example.',
    ],
    [
      { organization: 'nowhere', email: 'a@acme.example' },
      'not_found',
      'organization: there is none with the slug nowhere.',
    ],
    [{ organization: 'local' }, 'validation_failed', 'email: is required.'],
    [
      { organization: 'A B', email: 'a@acme.example' },
      'validation_failed',
      'organization: must be the slug of an organisation.',
    ],
  ])('refuses %j', async (input, name, message) => {
    await expect(invoke('admin/invite-owner', input)).rejects.toMatchObject({ name, message });
  });
});

/** The organisation as it is after its first key was revoked. */
const withoutFirstKey = async (organization: OrganizationId, owner: string): Promise<void> => {
  const { client, name } = table();
  await client.send(
    new UpdateCommand({
      TableName: name,
      Key: keys.organization(organization),
      UpdateExpression: 'SET owners = :owners',
      ExpressionAttributeValues: { ':owners': new Set([owner]) },
    }),
  );
};

describe('reset-key', () => {
  test('gives the first key a new secret under its id, and ends the earlier one at once', async () => {
    const { id, token } = await otherOrganization(service, 'reset-once');

    const { apiKey } = await resetKey('reset-once');

    const me = expectStatus(200, await service.api('GET', '/api/me', { token: apiKey }));
    expect(me.json.principal).toMatchObject({ id });
    expect((await service.api('GET', '/api/me', { token })).status).toBe(401);
    const again = await resetKey('reset-once');
    expectStatus(200, await service.api('GET', '/api/me', { token: again.apiKey }));
    const records = await recordsOf(id);
    expect(records.map(({ action, actor }) => [action, (actor as { kind: string }).kind])).toEqual([
      ['api-key.rotated', 'operator'],
      ['api-key.rotated', 'operator'],
    ]);
    expect(JSON.stringify(records)).not.toContain(apiKey.split('_')[2]);
  });

  test('makes the first key anew where it was revoked, and it is an Owner', async () => {
    const { organizationId } = await otherOrganization(service, 'reset-anew');
    const { member } = await inviteOwner(freshEmail(), 'reset-anew');
    await withoutFirstKey(organizationId, String(member.id));

    const { apiKey } = await resetKey('reset-anew');

    expectStatus(200, await service.api('GET', '/api/members', { token: apiKey }));
    const body = { email: freshEmail(), roleId: 'owner' };
    expectStatus(201, await service.api('POST', '/api/members/invite', { token: apiKey, body }));
    const records = await recordsOf(`key_${apiKey.split('_')[1]}`);
    expect(records.map(({ action }) => action)).toEqual(['api-key.created']);
  });

  test('refuses an organisation that there is not', async () => {
    await expect(resetKey(newId('role', new Date().toISOString()).slice(4).toLowerCase())).rejects.toMatchObject({
      name: 'not_found',
    });
  });
});
