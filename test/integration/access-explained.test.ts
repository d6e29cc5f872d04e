import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { explainAccess, getProject } from '#shared/contract/endpoints/projects.ts';
import type { Permission } from '#shared/contract/permission.ts';
import type { GrantLevel } from '#shared/domain/records/project-access.ts';
import { callAs, memberContext } from './call-as.ts';
import { expectProblem } from './expect-problem.ts';
import { organizationOf, restrict, restrictedKey, writtenMember } from './principals.ts';
import { expectStatus, TestService } from './test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await TestService.start();
});
afterAll(() => service.stop());

const member = (roleId: string, name: string) => writtenMember(service.local.organization.id, { roleId, name });
const key = (permissions: readonly Permission[], creatorId: string | null = null) =>
  restrictedKey(service.local.organization.id, permissions, null, creatorId);
const explained = async (path: string, id: string) =>
  expectStatus(200, await service.api('GET', `${path}/access/${id}`)).json;
const contextOf = async (id: string) => {
  const context = await memberContext(organizationOf(service), id);
  if (context === null) throw new Error('The member is gone.');
  return context;
};

describe('GET P/access/{principalId}', () => {
  test('tells a member without a grant what to do', async () => {
    const { path, id } = await service.project();
    const mona = await member('viewer', 'Mona Lisa');
    await restrict(service, id, {});

    expect(await explained(path, mona.id)).toEqual({
      principalId: mona.id,
      kind: 'member',
      name: 'Mona Lisa',
      visible: false,
      level: null,
      permissions: [],
      reasons: [
        'The role Viewer holds view:projects.',
        'The project is restricted, and Mona Lisa has no grant. Grant view on the Access tab.',
      ],
    });
  });

  test('tells that a key needs a grant for its creator too', async () => {
    const { path, id } = await service.project();
    const creator = await member('developer', 'Mona Lisa');
    const ci = await key(['view:projects'], creator.id);
    await restrict(service, id, { [ci.id]: 'manage' });

    expect(await explained(path, ci.id)).toMatchObject({
      visible: false,
      level: null,
      reasons: [
        'The API key view:projects holds view:projects.',
        'The project is restricted, and view:projects has a grant of manage.',
        'The project is restricted, and Mona Lisa, who made the key, has no grant. Grant view on the Access tab.',
      ],
    });
  });

  test('tells that the creator of a key is gone, that an Admin needs no grant, and that a project is archived', async () => {
    const { path } = await service.project();
    const orphan = await key(['view:projects'], 'mem_00000000000000000000000009');
    expect(await explained(path, orphan.id)).toMatchObject({
      visible: false,
      reasons: [expect.stringContaining('is gone'), expect.any(String)],
    });
    const admin = await member('admin', 'Ada');
    expectStatus(200, await service.api('PUT', `${path}/archive`));
    expect(await explained(path, admin.id)).toMatchObject({
      level: 'manage',
      reasons: ['The role Admin sees every project and needs no grant.', expect.stringContaining('archived')],
    });
  });

  test('says of each principal what the project itself tells them', async () => {
    const { path, id } = await service.project();
    const levels: readonly (GrantLevel | null)[] = [null, 'view', 'deploy', 'manage'];
    const people = await Promise.all(
      levels.map((_, index) => member(index === 0 ? 'viewer' : 'developer', `P${index}`)),
    );
    const programs = await Promise.all(levels.map(() => key(['manage:projects', 'run:projects'])));
    for (const open of [true, false]) {
      const grants = [people, programs].flatMap((ones) =>
        ones.flatMap((one, index) => (levels[index] == null ? [] : [[one.id, levels[index]] as const])),
      );
      if (!open) await restrict(service, id, Object.fromEntries(grants));
      for (const one of people) {
        const answer = await callAs(await contextOf(one.id), getProject, { params: { projectId: id } });
        const told = await explained(path, one.id);
        expect([told.visible, told.permissions]).toEqual([answer.status === 200, answer.json.permissions ?? []]);
      }
      for (const one of programs) {
        const answer = await service.api('GET', path, { token: one.token });
        const told = await explained(path, one.id);
        expect([told.visible, told.permissions]).toEqual([answer.status === 200, answer.json.permissions ?? []]);
      }
    }
  });

  test('is for who manages the project, and for oneself', async () => {
    const { id } = await service.project();
    const [mona, other] = [await member('viewer', 'Mona Lisa'), await member('viewer', 'Other')];
    const ask = async (principalId: string) =>
      callAs(await contextOf(mona.id), explainAccess, { params: { projectId: id, principalId } });

    expect(expectStatus(200, await ask(mona.id)).json).toMatchObject({ visible: true, level: 'view' });
    for (const one of [other.id, 'mem_00000000000000000000000000']) expectProblem(await ask(one), 'permission_missing');
  });

  test('answers 404 for whoever is neither an active member nor a key', async () => {
    const { path } = await service.project();
    for (const one of [
      'x',
      'mem_00000000000000000000000000',
      (await writtenMember(service.local.organization.id, { status: 'removed' })).id,
    ]) {
      expectProblem(await service.api('GET', `${path}/access/${one}`), 'not_found');
    }
  });
});
