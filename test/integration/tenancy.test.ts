import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Endpoint } from '#shared/contract/endpoint.ts';
import { endpoints } from '#shared/contract/endpoints.ts';
import type { Answer } from '#test/call.ts';
import { expectProblem } from './expect-problem.ts';
import {
  type Key,
  type OtherOrganization,
  otherOrganization,
  restrict,
  restrictedKey,
  wholeTable,
} from './principals.ts';
import { expectStatus, TestService } from './test-service.ts';

let service: TestService;
let other: OtherOrganization;
let nobody: Key;
/** Ids of everything in a project, by the names of the paths' parameters. */
type Ids = Readonly<Record<string, string>>;
let foreign: Ids;
let hidden: Ids;

const furnished = async (): Promise<Ids> => {
  const { path, projectId, environments, webhook } = await service.connectedProject();
  const mappings = await service.api('GET', `${path}/branch-mappings`);
  const deployment = expectStatus(202, await service.api('POST', `${path}/deploy`, { body: { branch: 'staging' } }));
  return {
    projectId,
    environmentId: environments.staging,
    mappingId: (mappings.json.branchMappings as { id: string }[])[0]?.id ?? '',
    deploymentId: String(deployment.json.id),
    deliveryId: await service.deliveredPing(webhook),
  };
};

beforeAll(async () => {
  service = await TestService.start();
  other = await otherOrganization(service, 'other');
  nobody = await restrictedKey(service.local.organization.id, ['manage:projects', 'run:projects']);
  foreign = await furnished();
  hidden = await furnished();
  await restrict(service, String(hidden.projectId), { key_01ARZ3NDEKTSV4RRFFQ69G5FAV: 'manage' });
  await service.settled();
});
afterAll(() => service.stop());

const unknown: Ids = {
  projectId: 'prj_01ARZ3NDEKTSV4RRFFQ69G5FAV',
  environmentId: 'env_01ARZ3NDEKTSV4RRFFQ69G5FAV',
  mappingId: 'map_01ARZ3NDEKTSV4RRFFQ69G5FAV',
  deploymentId: 'dep_01ARZ3NDEKTSV4RRFFQ69G5FAV',
  deliveryId: 'dlv_01ARZ3NDEKTSV4RRFFQ69G5FAV',
};
const malformed: Ids = { projectId: 'x', environmentId: 'x', mappingId: 'x', deploymentId: 'x', deliveryId: 'x' };

/** A body that each row takes; the ids in it are those of the project that is asked for. */
const bodyOf = (row: Endpoint, ids: Ids): Record<string, unknown> | undefined => {
  const bodies: Record<string, Record<string, unknown>> = {
    updateProject: { description: 'taken over' },
    cloneProject: { name: 'Stolen' },
    connectRepository: { repositoryUrl: 'git@github.com:acme/odoo.git' },
    updateRepository: { branch: 'other' },
    regenerateKey: { revokeNow: true },
    reconfigureWebhook: { revokeNow: true },
    createEnvironment: { name: 'Mine', type: 'staging', branch: 'mine' },
    updateEnvironment: { name: 'Mine' },
    createBranchMapping: { branchPattern: 'mine', environmentId: ids.environmentId },
    updateBranchMapping: { priority: 7 },
    orderBranchMappings: { order: [ids.mappingId] },
    startDeployment: { branch: 'staging', environmentId: ids.environmentId },
    simulatePush: { event: 'push', branch: 'staging' },
    pauseEnvironment: { reason: 'mine now' },
    redeploy: {},
    promoteDeployment: { environmentId: 'env_01ARZ3NDEKTSV4RRFFQ69G5FAV' },
    approveDeployment: {},
    cancelDeployment: { reason: 'mine now' },
    claimDeployment: { runner: 'thief', waitSeconds: 0 },
    heartbeatDeployment: { lease: 'x' },
    appendLogs: { lease: 'x', seq: 1, lines: [{ at: '2026-11-26T10:00:00.000Z', text: 'x' }] },
    completeDeployment: { lease: 'x', status: 'succeeded' },
  };
  const body = bodies[row.operationId];
  if (row.body !== undefined && body === undefined)
    throw new Error(`Add a line for ${row.operationId} to bodies in test/integration/tenancy.test.ts.`);
  return body;
};

const ask = (row: Endpoint, ids: Ids, token: string, headers: Record<string, string> = {}): Promise<Answer> => {
  const body = bodyOf(row, ids);
  const path = row.path.replace(/\{([^}]+)\}/g, (_, name: string) => ids[name] ?? 'x');
  return service.api(row.method, path, { token, headers, ...(body === undefined ? {} : { body }) });
};

/** Everything that a caller sees of an answer, but for the request id, the time and the connection. */
const seen = (answer: Answer): unknown => {
  const requestId = answer.headers['x-request-id'] ?? '';
  const { date: _, 'x-request-id': __, ...headers } = answer.headers;
  return { status: answer.status, headers, text: answer.text.replaceAll(requestId, '<request id>') };
};

const inProject = endpoints.filter((row) => row.path.includes('{projectId}'));
const rows = inProject.map((row): [string, Endpoint] => [`${row.method} ${row.path}`, row]);

describe.each(rows)('%s', (_, row) => {
  test('answers a foreign, a deleted, an unknown and a malformed id byte for byte the same', async () => {
    const { path, id } = await service.project();
    expectStatus(204, await service.api('DELETE', path));
    const deleted = { ...unknown, projectId: id };

    const reference = await ask(row, unknown, other.token);

    expectProblem(reference, 'not_found');
    for (const ids of [foreign, deleted, malformed, { ...foreign, projectId: unknown.projectId ?? '' }]) {
      expect(seen(await ask(row, ids, other.token))).toEqual(seen(reference));
    }
  });

  test('answers a hidden project byte for byte as an unknown one, whatever headers come with it', async () => {
    for (const headers of [{}, { 'if-match': '"1.x"' }, { 'idempotency-key': 'probe-1' }, { 'if-none-match': '*' }]) {
      const reference = await ask(row, unknown, nobody.token, headers);
      expectProblem(reference, 'not_found');
      expect(seen(await ask(row, hidden, nobody.token, headers))).toEqual(seen(reference));
      expect(seen(await ask(row, malformed, nobody.token, headers))).toEqual(seen(reference));
    }
  });

  test('answers a hidden project as an unknown one also where the body is wrong', async () => {
    if (row.body === undefined) return;
    const wrong = { body: { colour: 'red' } };
    const path = (ids: Ids) => row.path.replace(/\{([^}]+)\}/g, (__, name: string) => ids[name] ?? 'x');
    const reference = await service.api(row.method, path(unknown), { token: nobody.token, ...wrong });
    expectProblem(reference, 'validation_failed');
    const answer = await service.api(row.method, path(hidden), { token: nobody.token, ...wrong });
    expect(seen(answer)).toEqual(seen(reference));
  });

  test('does nothing to a project that it does not show', async () => {
    const items = async () =>
      (await wholeTable())
        .filter(({ pk }) => [hidden, foreign].some(({ projectId }) => String(pk).includes(`PROJECT#${projectId}`)))
        .sort((one, another) => `${one.pk}${one.sk}`.localeCompare(`${another.pk}${another.sk}`));
    const before = await items();

    await ask(row, hidden, nobody.token);
    await ask(row, foreign, other.token);

    expect(before.length).toBeGreaterThan(0);
    expect(await items()).toEqual(before);
  });

  test('cannot be led into another organisation by X-Org-Slug', async () => {
    const answer = await ask(row, foreign, other.token, { 'x-org-slug': service.local.organization.slug });
    expectProblem(answer, 'permission_missing');
    expect(answer.text).not.toContain(foreign.projectId);
  });
});

test('Ids of one project reach nothing through another one of the same organisation', async () => {
  const { id: projectId } = await service.project();
  for (const row of inProject.filter(({ path }) => /\{(environment|mapping|deployment)Id\}/.test(path))) {
    const mixed = await ask(row, { ...foreign, projectId }, service.token);
    expect(seen(mixed)).toEqual(seen(await ask(row, { ...unknown, projectId }, service.token)));
    expectProblem(mixed, 'not_found');
  }
});

test('A project name that is taken by a hidden project is taken, without telling by which', async () => {
  const { json } = await service.api('GET', `/api/projects/${hidden.projectId}`);
  const answer = await service.api('POST', '/api/projects', { token: nobody.token, body: { name: json.name } });
  expectProblem(answer, 'name_taken', ['#/name']);
  expect(answer.text).not.toContain(hidden.projectId);
});

test('Two organisations may have a project of the same name', async () => {
  const name = service.freshName();
  expectStatus(201, await service.api('POST', '/api/projects', { body: { name } }));
  const theirs = expectStatus(201, await service.api('POST', '/api/projects', { token: other.token, body: { name } }));
  const mine = await service.api('GET', `/api/projects?q=${encodeURIComponent(name)}`);
  expect((mine.json.projects as { id: string }[]).map(({ id }) => id)).not.toContain(theirs.json.id);
});

test('A second organisation with the same slug is refused', async () => {
  await expect(otherOrganization(service, 'other')).rejects.toThrow();
});
