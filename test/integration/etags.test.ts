import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient } from '#shared/client/client.ts';
import { endpoints, rows } from '#shared/contract/endpoints.ts';
import { writtenMember } from './principals.ts';
import { type Connected, expectStatus, TestService } from './test-service.ts';

let service: TestService;
let project: Connected;
let ids: Readonly<Record<string, string>>;
beforeAll(async () => {
  service = await TestService.start();
  project = await service.connectedProject();
  const mappings = await service.api('GET', `${project.path}/branch-mappings`);
  const deployment = await service.api('POST', `${project.path}/deploy`, { body: { branch: 'staging' } });
  const submodule = await service.api('POST', `${project.path}/repository/submodules`, {
    body: { repositoryUrl: 'git@github.com:acme/theme.git' },
  });
  const me = (await service.api('GET', '/api/me')).json.principal as { id: string };
  ids = {
    submoduleId: String(expectStatus(201, submodule).json.id),
    projectId: project.projectId,
    environmentId: project.environments.staging,
    mappingId: (mappings.json.branchMappings as { id: string }[])[0]?.id ?? '',
    deploymentId: String(expectStatus(202, deployment).json.id),
    deliveryId: await service.deliveredPing(project.webhook),
    provider: 'github',
    principalId: me.id,
    apiKeyId: me.id,
    memberId: (await writtenMember(service.local.organization.id)).id,
    roleId: 'developer',
    code: 'not_found',
  };
  await service.settled();
});
afterAll(() => service.stop());

// The answers of a Git host have tests with one.
const asksHost = ['listRepositoryBranches', 'listProviderRepositories'];
const reads = endpoints
  .filter((row) => row.method === 'GET' && !asksHost.includes(row.operationId))
  .map((row) => [row.operationId, row] as const);

describe.each(reads)('%s', (_, row) => {
  const path = () => row.path.replace(/\{([^}]+)\}/g, (__, name: string) => ids[name] ?? '');

  test('has an ETag, and answers 304 without a body while nothing changes', async () => {
    const first = expectStatus(200, await service.api('GET', path()));
    const { etag = '' } = first.headers;

    const again = await service.api('GET', path(), { headers: { 'if-none-match': etag } });

    expect(etag).toMatch(/^"(\d+\.)?[0-9a-f]{16}"$/);
    expect(again).toMatchObject({ status: 304, text: '', headers: { etag } });
  });

  test('answers as a whole where another ETag is sent', async () => {
    const answer = await service.api('GET', path(), { headers: { 'if-none-match': '"0123456789abcdef"' } });

    expectStatus(200, answer);
    expect(answer.text).not.toBe('');
  });
});

test('A list that changed answers as a whole, with another ETag', async () => {
  const path = '/api/projects';
  const { etag = '' } = (await service.api('GET', path)).headers;
  await service.project();

  await expect
    .poll(async () => (await service.api('GET', path, { headers: { 'if-none-match': etag } })).status)
    .toBe(200);
});

test('The typed client gets 304 as an answer, and the changed list afterwards', async () => {
  const client = createClient({ baseUrl: service.local.url, token: service.token });
  const params = { projectId: project.projectId };
  const first = await client.call(rows.listBranchMappings, { params });
  const ifNoneMatch = first.etag ?? '';

  const same = await client.call(rows.listBranchMappings, { params, ifNoneMatch });
  await client.call(rows.updateBranchMapping, {
    params: { ...params, mappingId: ids.mappingId ?? '' },
    body: { autoDeploy: false },
  });
  const changed = await client.call(rows.listBranchMappings, { params, ifNoneMatch });

  expect(same).toMatchObject({ status: 304, body: null, etag: first.etag });
  expect(changed.status).toBe(200);
  expect(changed.body?.branchMappings[0]).toMatchObject({ id: ids.mappingId, autoDeploy: false });
});
