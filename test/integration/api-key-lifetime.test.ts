import { describe, expect, test } from 'vitest';
import { api, madeKey, madeOf, service, statusAMinuteLater, statusWith, useBench } from './api-keys-bench.ts';
import { minutesLater, secondsAfter } from './clock.ts';
import { expectProblem } from './expect-problem.ts';
import { expectStatus } from './test-service.ts';

useBench();

const rotated = async (id: string, body?: unknown) => madeOf(await api('POST', `/api/api-keys/${id}/rotate`, body));
const day = 24 * 60;

describe('a revoked key', () => {
  test('is refused once the gateway asks again, within a minute', async () => {
    const { id, token } = await madeKey();
    expect(await statusWith(token)).toBe(200);

    expectStatus(204, await api('DELETE', `/api/api-keys/${id}`));

    expect(await statusAMinuteLater(token)).toBe(401);
    expectProblem(await api('GET', `/api/api-keys/${id}`), 'not_found');
  });

  test('changes nothing that is decided from rights, not even within that minute', async () => {
    const { id, token } = await madeKey({ permissions: ['view:projects', 'manage:api-keys'] });
    const victim = await madeKey();
    expect(await statusWith(token)).toBe(200);
    expectStatus(204, await api('DELETE', `/api/api-keys/${id}`));

    const answer = await api('DELETE', `/api/api-keys/${victim.id}`, undefined, token);

    expectProblem(answer, 'unauthenticated');
    expectStatus(200, await api('GET', `/api/api-keys/${victim.id}`));
  });

  test('is refused in both of its secrets', async () => {
    const first = await madeKey();
    const second = await rotated(first.id);
    expectStatus(204, await api('DELETE', `/api/api-keys/${first.id}`));

    expect(await statusWith(first.token)).toBe(401);
    expect(await statusWith(second.token)).toBe(401);
  });

  test('is revoked only as it was read, where If-Match says so', async () => {
    const { id } = await madeKey();
    const { headers } = await api('GET', `/api/api-keys/${id}`);
    await rotated(id);
    const options = { headers: { 'if-match': String(headers.etag) } };

    expectProblem(await service.api('DELETE', `/api/api-keys/${id}`, options), 'precondition_failed');
  });
});

describe('a key that expires', () => {
  test('is refused on time, although the gateway keeps the answer for a minute', async () => {
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const { token } = await madeKey({ expiresAt });

    expect(await secondsAfter(expiresAt, -20, () => statusWith(token))).toBe(200);
    expect(await secondsAfter(expiresAt, 1, () => statusWith(token))).toBe(401);
  });

  test('is not rotated after its end', async () => {
    const { id } = await madeKey({ expiresAt: new Date(Date.now() + 3_600_000).toISOString() });

    expectProblem(await minutesLater(61, () => api('POST', `/api/api-keys/${id}/rotate`)), 'conflict');
  });
});

describe('a rotated key', () => {
  test('works with both secrets for 24 hours, and the old one ends on time', async () => {
    const first = await madeKey();
    const second = await rotated(first.id);

    expect(second.json).toMatchObject({ id: first.id, previousSecretUntil: expect.stringMatching(/Z$/) });
    expect(second.token).not.toBe(first.token);
    expect([await statusWith(first.token), await statusWith(second.token)]).toEqual([200, 200]);
    const end = String(second.json.previousSecretUntil);
    expect(Date.parse(end) - Date.parse(String(second.json.createdAt))).toBeGreaterThanOrEqual(day * 60_000);
    expect(await secondsAfter(end, -20, () => statusWith(first.token))).toBe(200);
    expect(await secondsAfter(end, 1, () => statusWith(first.token))).toBe(401);
    expect(await secondsAfter(end, 1, () => statusWith(second.token))).toBe(200);
  });

  test('keeps the secret in use through a second rotation, whose answer replaces the newest', async () => {
    const first = await madeKey();
    const lost = await rotated(first.id);
    const third = await minutesLater(60, () => rotated(first.id));

    expect(third.json.previousSecretUntil).toBe(lost.json.previousSecretUntil);
    expect(await statusWith(lost.token)).toBe(401);
    expect([await statusWith(first.token), await statusWith(third.token)]).toEqual([200, 200]);
    expect(await minutesLater(day + 1, () => statusWith(first.token))).toBe(401);
  });

  test('begins a new overlap after the first one, and its oldest secret stays dead', async () => {
    const first = await madeKey();
    const second = await rotated(first.id);
    const third = await minutesLater(day + 1, () => rotated(first.id));

    const later = async (token: string) => minutesLater(day + 2, () => statusWith(token));
    expect([await later(first.token), await later(second.token), await later(third.token)]).toEqual([401, 200, 200]);
  });

  test('leaves no earlier secret with revokeNow', async () => {
    const first = await madeKey();
    const second = await rotated(first.id);
    const third = await rotated(first.id, { revokeNow: true });

    expect([await statusAMinuteLater(first.token), await statusAMinuteLater(second.token)]).toEqual([401, 401]);
    expect(await statusWith(third.token)).toBe(200);
    expect(third.json.previousSecretUntil).toBeNull();
  });

  test('is rotated once under one Idempotency-Key, whose repetition tells no text', async () => {
    const { id } = await madeKey();
    const options = { headers: { 'idempotency-key': 'rotate-once' } };
    const first = expectStatus(201, await service.api('POST', `/api/api-keys/${id}/rotate`, options));

    const again = expectStatus(201, await service.api('POST', `/api/api-keys/${id}/rotate`, options));

    expect(again.json).toEqual({ ...first.json, key: null });
    expect(await statusWith(String(first.json.key))).toBe(200);
  });

  test('has one newest secret, however many rotate it at once', async () => {
    const { id, token } = await madeKey();

    const answers = await Promise.all(Array.from({ length: 4 }, () => rotated(id)));

    const alive = await Promise.all(answers.map((one) => statusWith(one.token)));
    expect(alive.filter((status) => status === 200)).toHaveLength(1);
    expect(await statusWith(token)).toBe(200);
  });
});

describe('the first key', () => {
  test('is not revoked while it is the last owner', async () => {
    const list = expectStatus(200, await api('GET', '/api/api-keys?limit=100')).json.apiKeys as { id: string }[];
    const first = list.at(-1)?.id;

    expectProblem(await api('DELETE', `/api/api-keys/${first}`), 'last_owner');
    expect(await statusAMinuteLater(service.token)).toBe(200);
  });
});
