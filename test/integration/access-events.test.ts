import { afterAll, beforeAll, expect, test } from 'vitest';
import { detailOf, service, useBench } from './events-bench.ts';
import { accept, asMember, contextOf, invited } from './members-bench.ts';
import { expectStatus } from './test-service.ts';

useBench();

let ofOrganization: string;
beforeAll(() => {
  ofOrganization = `/organizations/${service.local.organization.id}`;
});
afterAll(() => {
  // No event of the organisation tells an address or a name.
  const told = JSON.stringify(service.local.bus.events);
  expect(told).not.toContain('@acme.example');
  expect(told).not.toContain('Ada Lovelace');
});

/** The events about a resource of the organisation: types, data and ids. */
const eventsAbout = async (subject: string) => {
  await service.settled();
  return service.local.bus.events.map(detailOf).filter((event) => event.subject === subject);
};

test('The life of a member is on the bus, with ids alone', async () => {
  const { id, email, path } = await invited(service, 'viewer');
  expectStatus(200, await service.api('POST', '/api/members/invite', { body: { email, roleId: 'viewer' } }));
  expectStatus(200, await service.api('PUT', `${path}/role`, { body: { roleId: 'developer' } }));
  await accept(service, id, 'Ada Lovelace');
  expectStatus(200, await service.api('PUT', `${path}/role`, { body: { roleId: 'admin' } }));
  expectStatus(204, await service.api('DELETE', path));

  const events = await eventsAbout(id);

  expect(events.map(({ type, data }) => [type, data])).toEqual([
    ['member.invited', { id, roleId: 'viewer' }],
    ['member.invited', { id, roleId: 'viewer' }],
    ['member.updated', { id, roleId: 'developer' }],
    ['member.joined', { id, roleId: 'developer' }],
    ['member.updated', { id, roleId: 'admin' }],
    ['member.removed', { id }],
  ]);
  expect(new Set(events.map(({ source }) => source))).toEqual(new Set([ofOrganization]));
  expect(new Set(events.map((event) => event.id)).size).toBe(events.length);
});

test('Somebody who leaves is removed', async () => {
  const { id } = await invited(service, 'viewer');
  const context = await contextOf(service, await accept(service, id, 'Ada Lovelace'));
  expectStatus(204, await asMember(context, 'POST', '/api/members/leave'));

  expect((await eventsAbout(id)).at(-1)?.type).toBe('member.removed');
});

test('The life of a role is on the bus, and how many have it is no event', async () => {
  const made = await service.api('POST', '/api/roles', { body: { name: 'Ships', permissions: [] } });
  const id = String(expectStatus(201, made).json.id);
  const { path } = await invited(service, id);
  expectStatus(200, await service.api('PUT', `/api/roles/${id}`, { body: { permissions: ['deploy:projects'] } }));
  expectStatus(204, await service.api('DELETE', path));
  expectStatus(204, await service.api('DELETE', `/api/roles/${id}`));

  const events = await eventsAbout(id);

  expect(events.map(({ type, data, source }) => [type, data, source])).toEqual(
    ['role.created', 'role.updated', 'role.deleted'].map((type) => [type, { id }, ofOrganization]),
  );
});
