import { describe, expect, test } from 'vitest';
import { expectProblem } from './expect-problem.ts';
import { otherOrganization } from './principals.ts';
import {
  ask,
  foreign,
  hidden,
  inProject,
  malformed,
  nobody,
  other,
  rows,
  seen,
  service,
  unknown,
  useBench,
} from './tenancy-bench.ts';
import { expectStatus } from './test-service.ts';

useBench();

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
