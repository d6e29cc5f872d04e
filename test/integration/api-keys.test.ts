import { describe, expect, test } from 'vitest';
import { ApiKey } from '#shared/contract/api-key.ts';
import { permissions } from '#shared/contract/permission.ts';
import { api, madeKey, madeOf, service, useBench } from './api-keys-bench.ts';
import { minutesLater } from './clock.ts';
import { expectProblem } from './expect-problem.ts';
import { otherOrganization, wholeTable } from './principals.ts';
import { expectStatus } from './test-service.ts';

useBench();

const post = (body: unknown, token?: string) => api('POST', '/api/api-keys', body, token);
const ci = { name: 'CI', permissions: ['view:projects', 'deploy:projects'] };

describe('a new API key', () => {
  test('has the fields of the design in their order, and its text this once', async () => {
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    const answer = expectStatus(201, await post({ ...ci, expiresAt }));
    const { key, ...shown } = answer.json;

    expect(Object.keys(shown)).toEqual(Object.keys(ApiKey.shape));
    expect(shown).toMatchObject({
      ...ci,
      prefix: `ocore_${String(shown.id).slice(4)}`,
      projectIds: null,
      environmentIds: null,
      createdBy: expect.stringMatching(/^key_/),
      createdByName: 'First key',
      expiresAt,
      lastUsedAt: null,
      previousSecretUntil: null,
      role: null,
    });
    expect(String(key).startsWith(`${shown.prefix}_`)).toBe(true);
    expect(answer.headers.location).toBe(`/api/api-keys/${shown.id}`);
    const read = expectStatus(200, await api('GET', `/api/api-keys/${shown.id}`));
    expect(read.json).toEqual(shown);
    expect((await api('GET', '/api/projects', undefined, String(key))).status).toBe(200);
  });

  test('names each permission once, in one order', async () => {
    const wanted = ['deploy:projects', 'view:projects', 'deploy:projects'];

    expect((await madeKey({ permissions: wanted as never })).json.permissions).toEqual(ci.permissions);
  });

  test('is made once under one Idempotency-Key, whose repetition tells no text', async () => {
    const options = { body: { ...ci, name: 'Once' }, headers: { 'idempotency-key': 'key-once' } };
    const first = expectStatus(201, await service.api('POST', '/api/api-keys', options));

    const again = expectStatus(201, await service.api('POST', '/api/api-keys', options));

    expect(again.json).toEqual({ ...first.json, key: null });
    expect(again.headers['idempotency-replayed']).toBe('true');
  });

  test.each<[string, unknown, string]>([
    ['no permission', { ...ci, permissions: [] }, '#/permissions'],
    ['a permission that is none', { ...ci, permissions: ['root'] }, '#/permissions/0'],
    ['an empty list of projects', { ...ci, projectIds: [] }, '#/projectIds'],
    ['an id that is none', { ...ci, projectIds: ['x'] }, '#/projectIds/0'],
    ['a project of nobody', { ...ci, projectIds: ['prj_01ARZ3NDEKTSV4RRFFQ69G5FAV'] }, '#/projectIds/0'],
    ['an end in the past', { ...ci, expiresAt: '2026-01-01T00:00:00Z' }, '#/expiresAt'],
    ['an end that is no time', { ...ci, expiresAt: 'tomorrow' }, '#/expiresAt'],
    ['a name that deceives', { ...ci, name: 'CI\u202e' }, '#/name'],
  ])('with %s is refused at its field', async (_what, body, pointer) => {
    expectProblem(await post(body), 'validation_failed', [pointer]);
  });

  test.each(['id', 'prefix', 'key', 'hashes', 'role', 'createdBy', 'creatorId', 'createdAt', 'lastUsedAt'])(
    'takes no %s',
    async (field) => {
      const { errors, detail } = expectProblem(await post({ ...ci, [field]: 'owner' }), 'validation_failed');
      expect(`${detail} ${JSON.stringify(errors)}`).toContain(field);
    },
  );

  test('names no project of another organisation', async () => {
    const other = await otherOrganization(service, 'neighbour');
    const made = await service.api('POST', '/api/projects', { token: other.token, body: { name: 'Theirs' } });

    expectProblem(await post({ ...ci, projectIds: [made.json.id] }), 'validation_failed', ['#/projectIds/0']);
  });
});

describe('the list of API keys', () => {
  test('holds the newest first, the first key last, and no secret', async () => {
    const one = await madeKey({ name: 'Listed' });
    const { id } = await madeKey({ name: 'Newest' });

    const { json, text } = expectStatus(200, await api('GET', '/api/api-keys?limit=100'));

    const listed = json.apiKeys as { id: string; role: string | null; permissions: string[] }[];
    expect(listed[0]?.id).toBe(id);
    expect(listed.at(-1)).toMatchObject({ name: 'First key', role: 'owner', createdBy: null, permissions });
    expect(text).not.toContain(one.token.split('_')[2]);
    expect(text).not.toMatch(/hash/i);
  });

  test('is read page by page', async () => {
    const all = expectStatus(200, await api('GET', '/api/api-keys?limit=100')).json.apiKeys as unknown[];
    const seen: unknown[] = [];
    let cursor = '';
    do {
      const { json } = expectStatus(200, await api('GET', `/api/api-keys?limit=2${cursor}`));
      seen.push(...(json.apiKeys as unknown[]));
      cursor = json.nextCursor === null ? '' : `&cursor=${json.nextCursor}`;
    } while (cursor !== '');

    expect(seen).toEqual(all);
  });

  test('takes no cursor of another caller', async () => {
    const { token } = await madeKey({ permissions: ['view:api-keys'] });
    const { json } = expectStatus(200, await api('GET', '/api/api-keys?limit=1'));

    expectProblem(
      await api('GET', `/api/api-keys?limit=1&cursor=${json.nextCursor}`, undefined, token),
      'invalid_cursor',
    );
  });
});

describe('an API key that is not of this organisation', () => {
  test('is 404, whether it is malformed, missing or foreign', async () => {
    const other = await otherOrganization(service, 'keys-elsewhere');
    const ids = ['x', 'key_01ARZ3NDEKTSV4RRFFQ69G5FAV', other.id];
    const answers = [];
    for (const id of ids) {
      for (const [method, path] of [
        ['GET', ''],
        ['DELETE', ''],
        ['POST', '/rotate'],
      ] as const) {
        const answer = await api(method, `/api/api-keys/${id}${path}`);
        expectProblem(answer, 'not_found');
        answers.push(answer.text.replaceAll(answer.headers['x-request-id'] ?? '', ''));
      }
    }
    expect(new Set(answers).size).toBe(1);
  });
});

describe('the text of an API key', () => {
  test('is in no item, no log line and no event', async () => {
    const first = await madeKey({ name: 'Canary' });
    const options = { headers: { 'idempotency-key': 'canary' } };
    const second = madeOf(await service.api('POST', `/api/api-keys/${first.id}/rotate`, options));
    await minutesLater(61, () => api('GET', '/api/projects', undefined, second.token));
    expectStatus(204, await api('DELETE', `/api/api-keys/${first.id}`));
    await service.settled();

    const kept = JSON.stringify([await wholeTable(), service.logLines, service.local.bus.events]);

    for (const { token } of [first, second]) {
      expect(kept).not.toContain(token);
      expect(kept).not.toContain(token.split('_')[2]);
    }
    expect(kept).toContain(first.id);
  });
});

describe('the events of an API key', () => {
  test('tell its id alone, in order, and come from the organisation', async () => {
    const { id } = await madeKey({ name: 'Told' });
    madeOf(await api('POST', `/api/api-keys/${id}/rotate`));
    expectStatus(204, await api('DELETE', `/api/api-keys/${id}`));
    await service.settled();

    const told = service.local.bus.events
      .map(({ detail }) => detail as { subject: string; type: string; source: string; data: unknown })
      .filter(({ subject }) => subject === id);

    expect(told.map(({ type }) => type)).toEqual(['api-key.created', 'api-key.rotated', 'api-key.revoked']);
    for (const { source, data } of told) {
      expect({ source, data }).toEqual({ source: `/organizations/${service.local.organization.id}`, data: { id } });
    }
  });
});
