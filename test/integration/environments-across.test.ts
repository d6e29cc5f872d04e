import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { Environment, ListedEnvironment } from '#shared/contract/environment.ts';
import { expectProblem } from './expect-problem.ts';
import { type Key, type OtherOrganization, otherOrganization, restrict, restrictedKey } from './principals.ts';
import { type Connected, expectStatus, TestService } from './test-service.ts';

const Page = z.strictObject({
  environments: z.array(z.strictObject(ListedEnvironment.shape)),
  nextCursor: z.string().nullable(),
});

let service: TestService;
/** Without a repository, with one environment, archived. */
let plain: string;
let connected: Connected;
let hidden: Connected;
let viewer: Key;

const list = async (query = '', token = service.token) =>
  Page.parse(expectStatus(200, await service.api('GET', `/api/environments${query}`, { token })).json);

const add = async (projectId: string, name: string, token = service.token): Promise<string> => {
  const body = { name, type: 'staging' };
  const answer = await service.api('POST', `/api/projects/${projectId}/environments`, { body, token });
  return String(expectStatus(201, answer).json.id);
};

const idsOf = (environments: readonly { readonly id: string }[]): string[] => environments.map(({ id }) => id);
const ofProject = async ({ path }: Connected): Promise<string[]> =>
  z
    .object({ environments: z.array(z.object(Environment.shape)) })
    .parse((await service.api('GET', `${path}/environments`)).json)
    .environments.map(({ id }) => id);

beforeAll(async () => {
  service = await TestService.start();
  plain = (await service.project({ name: 'Plain' })).id;
  await add(plain, 'Try');
  connected = await service.connectedProject();
  hidden = await service.connectedProject();
  await restrict(service, hidden.projectId, {});
  viewer = await restrictedKey(service.local.organization.id, ['view:projects']);
});
afterAll(() => service.stop());

describe('GET /api/environments', () => {
  test('shows each environment as its project does, with the name of the project and the state of its repository', async () => {
    const { environments } = await list('', viewer.token);

    const found = environments.find(({ id }) => id === connected.environments.main);
    const single = await service.api('GET', `${connected.path}/environments/${connected.environments.main}`, {
      token: viewer.token,
    });
    const project = await service.api('GET', connected.path);
    const repository = z.object({ name: z.string(), repository: z.object({ status: z.string() }) }).parse(project.json);
    expect(found).toEqual({
      ...single.json,
      projectName: repository.name,
      repositoryStatus: repository.repository.status,
    });
    expect(environments.find(({ projectId }) => projectId === plain)).toMatchObject({
      projectName: 'Plain',
      repositoryStatus: null,
    });
  });

  test('lists the newest project first, and within one the oldest environment', async () => {
    const ofPlain = (await list('?q=plain')).environments;
    const all = idsOf((await list('', viewer.token)).environments);
    expect(all).toEqual([...(await ofProject(connected)), ...idsOf(ofPlain)]);
    expect(all).not.toEqual([]);
  });

  test('pages by projects', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    let pages = 0;
    for (; cursor !== null && pages < 10; pages += 1) {
      const page: z.infer<typeof Page> = await list(`?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`);
      expect(new Set(page.environments.map(({ projectId }) => projectId)).size).toBe(1);
      seen.push(...idsOf(page.environments));
      cursor = page.nextCursor;
    }
    expect(pages).toBe(3);
    expect(seen).toEqual(idsOf((await list()).environments));
  });

  test.each(['0', '26', '100', 'ten'])('refuses limit=%s', async (limit) => {
    const answer = await service.api('GET', `/api/environments?limit=${limit}`);
    expectProblem(answer, 'validation_failed', ['#/limit']);
  });

  test('refuses the cursor of the list of projects', async () => {
    const projects = await service.api('GET', '/api/projects?limit=1');
    const answer = await service.api('GET', `/api/environments?cursor=${projects.json.nextCursor}`);
    expectProblem(answer, 'invalid_cursor');
  });

  test('shows those of archived projects with include_archived=true alone', async () => {
    const other: OtherOrganization = await otherOrganization(service, 'archive');
    const project = await service.api('POST', '/api/projects', { body: { name: 'Old' }, token: other.token });
    const id = await add(String(project.json.id), 'Try', other.token);
    await service.api('PUT', `/api/projects/${project.json.id}/archive`, { token: other.token });

    expect(await list('', other.token)).toEqual({ environments: [], nextCursor: null });
    expect(idsOf((await list('?include_archived=true', other.token)).environments)).toEqual([id]);
  });

  test('leaves out what the caller may not see, also by name, until it is granted', async () => {
    const ofHidden = await ofProject(hidden);
    const seenBy = async (token: string, query = ''): Promise<string[]> =>
      idsOf((await list(query, token)).environments).filter((id) => ofHidden.includes(id));
    const { name } = (await service.api('GET', hidden.path)).json;
    const search = `?q=${encodeURIComponent(String(name))}`;

    expect(await seenBy(service.token)).toEqual(ofHidden);
    expect(await seenBy(viewer.token)).toEqual([]);
    expect(await seenBy(viewer.token, search)).toEqual([]);

    await service.api('PUT', `${hidden.path}/access/${viewer.id}`, { body: { level: 'view' } });
    // Its creator is an Admin, who needs no grant.
    expect(await seenBy(viewer.token)).toEqual(ofHidden);
    expect(await seenBy(viewer.token, search)).toEqual(ofHidden);
    await service.api('DELETE', `${hidden.path}/access/${viewer.id}`);
    expect(await seenBy(viewer.token)).toEqual([]);
  });

  test('shows a key that is limited to environments their projects whole, and no others', async () => {
    const body = {
      name: 'CI',
      permissions: ['view:projects', 'deploy:projects'],
      projectIds: [connected.projectId],
      environmentIds: [connected.environments.staging],
    };
    const { key } = expectStatus(201, await service.api('POST', '/api/api-keys', { body })).json;
    expect(idsOf((await list('', String(key))).environments)).toEqual(await ofProject(connected));
  });

  test('shows nothing of another organisation', async () => {
    const other = await otherOrganization(service, 'elsewhere');
    expect(await list('', other.token)).toEqual({ environments: [], nextCursor: null });
  });
});
