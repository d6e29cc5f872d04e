import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import type { Deployment } from '#shared/contract/deployment.ts';
import { DeploymentId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { keys } from '#shared/data/table/keys.ts';
import { table } from '#shared/data/table/table.ts';
import { writeCursor } from '#shared/http/cursor.ts';
import { realPush } from '#test/fixtures/github.ts';
import {
  deploy,
  deployed,
  environment,
  get,
  ids,
  list,
  one,
  Page,
  project,
  service,
  sha,
  unknown,
  useBench,
  useNewProject,
} from './deployments-bench.ts';
import { expectProblem } from './expect-problem.ts';
import { TestRunner } from './runner.ts';
import { expectStatus } from './test-service.ts';

useBench();

describe('deploying by hand', () => {
  test('becomes the pending one of its environment', async () => {
    const { id, createdAt } = await deployed({ branch: 'staging', commitSha: sha });
    expect((await environment(project.environments.staging)).pending).toMatchObject({
      id,
      commitSha: sha,
      branch: 'staging',
      status: 'queued',
      createdAt,
    });
  });

  test('goes by the mappings whatever their trigger, and though automatic deployment is off', async () => {
    const mappings = (await get('/branch-mappings')).json.branchMappings as { id: string }[];
    const turnOff = { body: { autoDeploy: false } };
    for (const { id } of mappings) await service.api('PUT', `${project.path}/branch-mappings/${id}`, turnOff);
    for (const id of Object.values(project.environments)) {
      await service.api('PUT', `${project.path}/environments/${id}`, turnOff);
    }

    expect(await deployed({ branch: 'main' })).toMatchObject({ environmentName: 'Production', status: 'queued' });
    expect(await deployed({ branch: 'develop' })).toMatchObject({ environmentName: 'Development', status: 'queued' });
  });

  test('goes by the lowest priority where several mappings match', async () => {
    const body = { branchPattern: '**', environmentId: project.environments.develop };
    expectStatus(201, await service.api('POST', `${project.path}/branch-mappings`, { body }));
    expect(await deployed({ branch: 'staging' })).toMatchObject({ environmentName: 'Staging' });
    expect(await deployed({ branch: 'feature/deep/x' })).toMatchObject({ environmentName: 'Development' });
  });

  test('of a tag goes by the tag mappings alone', async () => {
    expectProblem(await deploy({ tag: 'main' }), 'validation_failed', ['#/tag']);
    const body = { branchPattern: 'v*', refType: 'tag', environmentId: project.environments.main };
    expectStatus(201, await service.api('POST', `${project.path}/branch-mappings`, { body }));

    const deployment = await deployed({ tag: 'v1.0' });

    expect(deployment).toMatchObject({ tag: 'v1.0', branch: null, environmentName: 'Production', trigger: 'manual' });
    expectProblem(await deploy({ branch: 'v1.0' }), 'validation_failed', ['#/branch']);
  });

  test('to a named environment needs no mapping', async () => {
    const environmentId = project.environments.develop;
    expect(await deployed({ branch: 'topic', environmentId })).toMatchObject({ environmentId, branch: 'topic' });
    expect(await deployed({ tag: 'v9', environmentId })).toMatchObject({ environmentId, tag: 'v9' });
    expect(await deployed({ commitSha: sha, environmentId, ignoreSeries: true })).toMatchObject({
      environmentId,
      branch: null,
      tag: null,
      commitSha: sha,
      ignoreSeries: true,
    });
  });

  test("refuses another project's environment as it refuses an unknown one", async () => {
    const other = await service.project();
    const foreign = await service.environment(other.path, { name: 'Staging', type: 'staging' });
    const problem = expectProblem(await deploy({ branch: 'main', environmentId: foreign }), 'validation_failed');
    const unknownProblem = expectProblem(await deploy({ branch: 'main', environmentId: unknown }), 'validation_failed');
    expect(problem.errors).toEqual(unknownProblem.errors);
  });

  test('without a repository is 404 repository_not_connected', async () => {
    const { path } = await service.project();
    await service.environment(path, { name: 'Staging', type: 'staging', branch: 'staging' });
    const answer = await service.api('POST', `${path}/deploy`, { body: { branch: 'staging' } });
    expectProblem(answer, 'repository_not_connected');
  });

  test('of an archived project without a repository is 404 repository_not_connected: 404 comes before 409', async () => {
    const { path } = await service.project();
    await service.api('PUT', `${path}/archive`);

    const answer = await service.api('POST', `${path}/deploy`, { body: { branch: 'main' } });

    expectProblem(answer, 'repository_not_connected');
  });

  test('in an archived project is 409 project_archived, and works again after unarchiving', async () => {
    expectStatus(200, await service.api('PUT', `${project.path}/archive`));
    expectProblem(await deploy({ branch: 'staging' }), 'project_archived');
    expectStatus(200, await service.api('PUT', `${project.path}/unarchive`));
    expectStatus(202, await deploy({ branch: 'staging' }));
  });

  test.each([
    ['nothing', {}, ['#/branch']],
    ['a branch that no mapping matches', { branch: 'topic' }, ['#/branch']],
    ['a tag that no mapping matches', { tag: 'v1' }, ['#/tag']],
    ['branch and tag together', { branch: 'main', tag: 'v1' }, ['#/tag']],
    ['a commit alone', { commitSha: sha }, ['#/environmentId']],
    ['an environment alone', { environmentId: unknown }, ['#/branch']],
    ['an unknown environment', { branch: 'main', environmentId: unknown }, ['#/environmentId']],
    ['a malformed environment', { branch: 'main', environmentId: '__proto__' }, ['#/environmentId']],
    ['a commit of six digits', { branch: 'main', commitSha: 'abc123' }, ['#/commitSha']],
    ['a commit of 41 digits', { branch: 'main', commitSha: `${sha}c` }, ['#/commitSha']],
    ['a commit in upper case', { branch: 'main', commitSha: sha.toUpperCase() }, ['#/commitSha']],
    ['a branch that git refuses', { branch: 'a b' }, ['#/branch']],
    ['a branch that is an option of git', { branch: '--upload-pack=x' }, ['#/branch']],
    ['a null branch', { branch: null }, ['#/branch']],
    ['an unknown field', { branch: 'main', forced: true }, ['#/forced']],
  ])('refuses %s at its pointer', async (_, body, pointers) => {
    const problem = expectProblem(await deploy(body), 'validation_failed');
    expect(problem.errors?.map(({ pointer }) => pointer)).toEqual(expect.arrayContaining(pointers));
    expect(await list()).toEqual({ deployments: [], nextCursor: null });
  });
});

describe('the modules that a deployment updates', () => {
  const runner = () => new TestRunner(service, project.path, project.environments.staging);
  const again = (id: string, body: unknown) =>
    service.api('POST', `${project.path}/deployments/${id}/redeploy`, { body });

  test('are chosen anew by each redeploy', async () => {
    await deployed({ branch: 'staging', commitSha: sha, update: 'all' });
    const id = await runner().run();

    const [asked, unasked] = [await again(id, { update: ['sale_x'] }), await again(id, {})];

    expect([asked, unasked].map(({ json }) => json.update)).toEqual([['sale_x'], 'changed']);
  });

  test('are those that change for a push', async () => {
    const { environments, webhook } = project;
    await service.deliver(webhook, 'push', { ...realPush(), ref: 'refs/heads/staging' });

    expect((await list(`?environmentId=${environments.staging}`)).deployments[0]).toMatchObject({
      trigger: 'push',
      update: 'changed',
    });
  });

  test.each([
    ['another word', 'some', ['#/update']],
    ['no module', [], ['#/update']],
    ['more than 100 modules', Array.from({ length: 101 }, (_, n) => `m${n}`), ['#/update']],
    ['a name that Odoo cannot import', ['sale x'], ['#/update/0']],
    ['what a shell would run', ['sale_x', '$(id)'], ['#/update/1']],
    ['all as the name of a module', ['all'], ['#/update/0']],
    ['changed as the name of a module', ['changed'], ['#/update/0']],
    ['null', null, ['#/update']],
  ])('are refused as %s, by deploy and redeploy', async (_, update, pointers) => {
    await deployed({ branch: 'staging', commitSha: sha });
    const id = await runner().run();

    expectProblem(await deploy({ branch: 'staging', commitSha: sha, update }), 'validation_failed', pointers);
    expectProblem(await again(id, { update }), 'validation_failed', pointers);
  });

  test.each([
    ['those that change, unless it is said', {}, 'changed'],
    ['those that change', { update: 'changed' }, 'changed'],
    ['all', { update: 'all' }, 'all'],
    ['some by name', { update: ['sale_x', 'stock_x'] }, ['sale_x', 'stock_x']],
  ])('are %s: the deployment keeps it, and its runner is told', async (_, body, update) => {
    const made = await deployed({ branch: 'staging', commitSha: sha, ...body });

    const { deployment, lease } = await runner().claim();

    expect([made.update, deployment.update]).toEqual([update, update]);
    expectStatus(204, await runner().complete(made.id, lease.token));
    expect((await one(made.id)).update).toEqual(update);
  });
});

describe('a newer deployment', () => {
  test('supersedes one that waits for an approval', async () => {
    const path = `${project.path}/environments/${project.environments.staging}`;
    await service.api('PUT', path, { body: { approval: 'required' } });
    const first = await deployed({ branch: 'staging', commitSha: sha });
    const second = await deployed({ branch: 'staging', commitSha: sha });
    expect(await one(first.id)).toMatchObject({ status: 'superseded', supersededBy: second.id });
  });

  test('of another environment leaves it alone', async () => {
    const first = await deployed({ branch: 'staging' });
    await deployed({ branch: 'main' });
    expect(await one(first.id)).toEqual(first);
  });

  test('among six at once leaves one pending and each other one superseded by one that came after', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => deploy({ branch: 'staging' })));
    const made = answers.filter(({ status }) => status === 202).map(({ json }) => String(json.id));
    for (const answer of answers.filter(({ status }) => status !== 202)) expectProblem(answer, 'service_unavailable');

    const { pending } = await environment(project.environments.staging);
    const all = await Promise.all(made.map(one));
    expect(all.filter(({ status }) => status === 'queued').map(({ id }) => id)).toEqual([pending?.id]);
    const superseded = all.filter(({ status }) => status === 'superseded');
    expect(superseded).toHaveLength(made.length - 1);
    // Each has a successor of its own: a chain that ends at the pending one.
    expect(new Set(superseded.map(({ supersededBy }) => supersededBy)).size).toBe(superseded.length);
  });
});

describe('the list', () => {
  test.each([
    ['', 7],
    ['environment', 4],
  ])('walked by its cursor%s visits each once', async (by, expected) => {
    for (let number = 0; number < 4; number += 1) await deployed({ branch: 'staging' });
    for (let number = 0; number < 3; number += 1) await deployed({ branch: 'main' });
    const filter = by === '' ? '' : `&environmentId=${project.environments.staging}`;
    for (const limit of [1, 2, 3, 100]) {
      const seen: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const page: Page = await list(`?limit=${limit}${filter}${cursor === '' ? '' : `&cursor=${cursor}`}`);
        expect(page.deployments.length).toBeLessThanOrEqual(limit);
        seen.push(...ids(page));
        cursor = page.nextCursor;
      }
      expect(seen).toHaveLength(expected);
      expect(seen).toEqual([...new Set(seen)].sort().reverse());
    }
  });

  test('filters by environment and by status, together or alone', async () => {
    const first = await deployed({ branch: 'staging' });
    const second = await deployed({ branch: 'staging' });
    const other = await deployed({ branch: 'main' });
    const { staging, develop } = project.environments;

    expect(ids(await list(`?environmentId=${staging}`))).toEqual([second.id, first.id]);
    expect(ids(await list('?status=superseded'))).toEqual([first.id]);
    expect(ids(await list('?status=queued'))).toEqual([other.id, second.id]);
    expect(ids(await list(`?environmentId=${staging}&status=queued`))).toEqual([second.id]);
    expect(ids(await list(`?environmentId=${develop}`))).toEqual([]);
    expect(ids(await list('?status=failed'))).toEqual([]);
  });

  test('filters by branch, by commit and by trigger', async () => {
    const first = await deployed({ branch: 'staging', commitSha: `abcdef0${'1'.repeat(33)}` });
    const second = await deployed({ branch: 'main', commitSha: `abcdef0${'2'.repeat(33)}` });
    const push = await service.deliver(project.webhook, 'push', { ...realPush(), ref: 'refs/heads/develop' });
    const pushed = (expectStatus(202, push).json.deployments as string[])[0] ?? '';

    expect(ids(await list('?branch=staging'))).toEqual([first.id]);
    expect(ids(await list('?branch=stag'))).toEqual([]);
    expect(ids(await list('?trigger=manual'))).toEqual([second.id, first.id]);
    expect(ids(await list('?trigger=push'))).toEqual([pushed]);
    expect(ids(await list('?commit=abcdef0'))).toEqual([second.id, first.id]);
    expect(ids(await list('?commit=ABCDEF01'))).toEqual([first.id]);
    expect(ids(await list(`?commit=${second.commitSha}&branch=main`))).toEqual([second.id]);
    expect(ids(await list(`?commit=${second.commitSha}&branch=staging`))).toEqual([]);
  });

  test('filters by time, from one to before the other, alone and of an environment, page by page', async () => {
    const made: Deployment[] = [];
    for (let number = 0; number < 4; number += 1) made.push(await deployed({ branch: 'staging' }));
    const [first, second, third, fourth] = made.map(({ createdAt }) => createdAt);
    const [, two, three, four] = made.map(({ id }) => id);

    for (const by of ['', `&environmentId=${project.environments.staging}`]) {
      expect(ids(await list(`?from=${second}&to=${fourth}${by}`))).toEqual([three, two]);
      expect(ids(await list(`?from=${third}${by}`))).toEqual([four, three]);
      expect(ids(await list(`?to=${second}${by}`))).toEqual([made[0]?.id]);
      const page = await list(`?from=${second}&limit=1${by}`);
      expect(ids(page)).toEqual([four]);
      expect(ids(await list(`?from=${second}&limit=1${by}&cursor=${page.nextCursor}`))).toEqual([three]);
    }
    expect(ids(await list(`?from=${first?.slice(0, 10)}`))).toHaveLength(4);
    expect(ids(await list('?to=1970-01-01'))).toEqual([]);
  });

  test('takes no forged position outside the times of its query', async () => {
    await deployed({ branch: 'staging' });
    const organization = service.local.organization.id;
    const reader = (await service.api('GET', '/api/me')).json.principal as { id: string };
    const from = '2027-01-01T00:00:00Z';
    const scope = [
      'listDeployments',
      organization,
      String(reader.id),
      project.projectId,
      null,
      null,
      null,
      null,
      null,
      Date.parse(from),
      null,
    ];
    const cursor = writeCursor(scope, 'dep_01ARZ3NDEKTSV4RRFFQ69G5FAV');

    const answer = await service.api('GET', `${project.path}/deployments?from=${from}&cursor=${cursor}`);

    expectProblem(answer, 'invalid_cursor');
  });

  test.each([
    ['commit=abcdef', '#/commit'],
    ['commit=main123', '#/commit'],
    ['trigger=magic', '#/trigger'],
    ['branch=', '#/branch'],
    ['from=yesterday', '#/from'],
    ['from=0004-13-13', '#/from'],
    ['from=2026-02-31', '#/from'],
    ['from=2026-11-28T10:00:00', '#/from'],
    ['to=2026-13-01', '#/to'],
    ['from=2026-11-28&to=2026-11-28', '#/to'],
  ])('refuses ?%s', async (query, pointer) => {
    expectProblem(await service.api('GET', `${project.path}/deployments?${query}`), 'validation_failed', [pointer]);
  });

  test('walked with a status filter has full pages, and the last has no cursor', async () => {
    const made: string[] = [];
    for (let number = 0; number < 5; number += 1) made.push((await deployed({ branch: 'staging' })).id);
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Page = await list(`?limit=1&status=superseded${cursor === '' ? '' : `&cursor=${cursor}`}`);
      expect(page.deployments).toHaveLength(1);
      seen.push(...ids(page));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(made.slice(0, 4).reverse());
  });

  test('has a Link to the next page, with the same query, only where there is one', async () => {
    await deployed({ branch: 'staging' });
    const second = await deployed({ branch: 'staging' });
    const query = `?limit=1&environmentId=${project.environments.staging}`;

    const first = await get(`/deployments${query}`);
    const link = /^<([^>]+)>; rel="next"$/.exec(first.headers.link ?? '')?.[1] ?? '';
    const next = Page.parse(expectStatus(200, await service.api('GET', link)).json);

    expect(ids(Page.parse(first.json))).toEqual([second.id]);
    expect(next.deployments.map(({ status }) => status)).toEqual(['superseded']);
    expect((await get('/deployments?limit=100')).headers.link).toBeUndefined();
  });

  test("shows nothing for another project's environment", async () => {
    const mine = project;
    await deployed({ branch: 'staging' });
    await useNewProject();
    expect(await list(`?environmentId=${mine.environments.staging}`)).toEqual({ deployments: [], nextCursor: null });
    expect(await list('?environmentId=nonsense')).toEqual({ deployments: [], nextCursor: null });
  });

  test('finds the 12 digits that Bitbucket tells of a merge by the whole commit', async () => {
    const made = await deployed({ branch: 'staging', commitSha: 'd'.repeat(40) });
    const { client, name } = table();
    const inProject = ProjectId.parse(project.projectId);
    await client.send(
      new UpdateCommand({
        TableName: name,
        Key: keys.deployment(
          OrganizationId.parse(service.local.organization.id),
          inProject,
          DeploymentId.parse(made.id),
        ),
        UpdateExpression: 'SET commitSha = :short',
        ExpressionAttributeValues: { ':short': 'd'.repeat(12) },
      }),
    );

    expect(ids(await list(`?commit=${'d'.repeat(40)}`))).toEqual([made.id]);
    expect(ids(await list('?commit=ddddddd'))).toEqual([made.id]);
    expect(ids(await list(`?commit=ddddddddddd${'e'.repeat(29)}`))).toEqual([]);
  });

  test.each([
    ['status=done', '#/status'],
    ['limit=0', '#/limit'],
    ['limit=101', '#/limit'],
    ['environment=x', '#/environment'],
  ])('refuses ?%s at its pointer', async (query, pointer) => {
    expectProblem(await service.api('GET', `${project.path}/deployments?${query}`), 'validation_failed', [pointer]);
  });

  test('refuses the cursor of another query, project or text', async () => {
    await deployed({ branch: 'staging' });
    await deployed({ branch: 'staging' });
    const { nextCursor } = await list('?limit=1');
    const other = await service.project();
    for (const address of [
      `${project.path}/deployments?status=queued&cursor=${nextCursor}`,
      `${project.path}/deployments?environmentId=${project.environments.staging}&cursor=${nextCursor}`,
      `${other.path}/deployments?cursor=${nextCursor}`,
      `${project.path}/deployments?cursor=${nextCursor}x`,
      `${project.path}/deployments?cursor=`,
    ]) {
      expectProblem(await service.api('GET', address), 'invalid_cursor');
    }
  });
});

test.each(['dep_01ARZ3NDEKTSV4RRFFQ69G5FAV', 'dep_x', '__proto__', '%00', '..%2f..'])(
  'The deployment %s is 404',
  async (id) => {
    expectProblem(await service.api('GET', `${project.path}/deployments/${id}`), 'not_found');
  },
);
