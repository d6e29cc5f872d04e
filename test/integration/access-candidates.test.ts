import { afterAll, beforeAll, expect, test } from 'vitest';
import { findAccessCandidates } from '#shared/contract/endpoints/projects.ts';
import { callAs, memberContext } from './call-as.ts';
import { expectProblem } from './expect-problem.ts';
import { organizationOf, restrict, restrictedKey, writtenMember } from './principals.ts';
import { expectStatus, TestService } from './test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await TestService.start();
});
afterAll(() => service.stop());

const member = (name: string, over = {}) =>
  writtenMember(service.local.organization.id, { roleId: 'developer', name, ...over });
const find = async (path: string, q: string) =>
  expectStatus(200, await service.api('GET', `${path}/access/candidates?q=${encodeURIComponent(q)}`)).json.candidates;

test('Candidates are active members and keys by a part of their name, without e-mail addresses', async () => {
  const { path } = await service.project();
  const [zoe, anna] = [await member('Zoe STRAßE'), await member('Anna Strasse')];
  await member('Invited Strasse', { status: 'invited' });
  await member('Removed Strasse', { status: 'removed' });
  await member('Somebody else');
  const key = await restrictedKey(service.local.organization.id, ['view:projects']);
  await restrictedKey(service.local.organization.id, ['deploy:projects'], '2020-01-01T00:00:00.000Z');

  expect(await find(path, 'strasse')).toEqual([
    { principalId: anna.id, kind: 'member', name: 'Anna Strasse' },
    { principalId: zoe.id, kind: 'member', name: 'Zoe STRAßE' },
  ]);
  expect(await find(path, 'view:PROJECTS')).toEqual([{ principalId: key.id, kind: 'apiKey', name: 'view:projects' }]);
  expect(await find(path, 'deploy:projects')).toEqual([]);
});

test('Candidates are at most 25, and every one without q', async () => {
  const { path } = await service.project();
  await Promise.all(Array.from({ length: 26 }, (_, index) => member(`Crowd ${index}`)));
  expect(await find(path, 'crowd')).toHaveLength(25);
  const { json } = expectStatus(200, await service.api('GET', `${path}/access/candidates`));
  expect(json.candidates).toHaveLength(25);
});

test('A key that is limited to other projects is no candidate', async () => {
  const [own, other] = [await service.project(), await service.project()];
  const body = { name: 'Limited candidate', permissions: ['view:projects'], projectIds: [own.id] };
  expectStatus(201, await service.api('POST', '/api/api-keys', { body }));
  expect(await find(own.path, 'limited candidate')).toHaveLength(1);
  expect(await find(other.path, 'limited candidate')).toEqual([]);
});

test('Who does not manage the project finds nobody', async () => {
  const { id } = await service.project();
  const [viewer, stranger] = [await member('Viewing'), await member('Strange')];
  await restrict(service, id, { [viewer.id]: 'view' });
  const ask = async (who: string) => {
    const context = await memberContext(organizationOf(service), who);
    if (context === null) throw new Error('The member is gone.');
    return callAs(context, findAccessCandidates, { params: { projectId: id } });
  };
  expectProblem(await ask(viewer.id), 'permission_missing');
  expectProblem(await ask(stranger.id), 'not_found');
});
