import { describe, expect, it } from 'vitest';
import type { Endpoint } from '#shared/contract/endpoint.ts';
import { archiveProject, cloneProject, createProject } from '#shared/contract/endpoints/projects.ts';
import { requestBody } from '#shared/http/request-body.ts';
import { eventOf } from './event-of.ts';

type Change = Parameters<typeof eventOf>[0];

const json = { 'content-type': 'application/json' };

const read = async (row: Endpoint, change: Change): Promise<unknown> => {
  const event = eventOf({ method: 'POST', ...change });
  await requestBody(row).before?.({ event } as never);
  return event.body;
};
const failure = async (change: Change): Promise<unknown> =>
  read(createProject, change).then(
    () => null,
    (error: unknown) => error,
  );

describe('requestBody', () => {
  it('parses JSON', async () => {
    expect(await read(createProject, { headers: json, body: '{"name":"Größe"}' })).toEqual({ name: 'Größe' });
  });

  it('parses JSON that came in base64, as a gateway hands on what is not JSON by its content type', async () => {
    const body = Buffer.from('{"name":"Größe"}').toString('base64');
    const headers = { 'content-type': 'application/merge-patch+json' };

    expect(await read(createProject, { headers, body, isBase64Encoded: true })).toEqual({ name: 'Größe' });
  });

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset=UTF-8',
    'application/vnd.x+json',
  ])('takes the content type %s', async (contentType) => {
    expect(await read(createProject, { headers: { 'content-type': contentType }, body: '{}' })).toEqual({});
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/jsonp', ''])(
    'is 415 for the content type %j',
    async (contentType) => {
      expect(await failure({ headers: { 'content-type': contentType }, body: '{}' })).toMatchObject({
        code: 'unsupported_media_type',
        status: 415,
      });
    },
  );

  it('is 415 for a body without any content type', async () => {
    expect(await failure({ body: '{}' })).toMatchObject({ code: 'unsupported_media_type' });
  });

  it.each([
    ['a brace', '{'],
    ['a trailing comma', '{"a":1,}'],
    ['single quotes', "{'a':1}"],
    ['a comment', '{} // x'],
    ['two documents', '{}{}'],
    ['NaN', 'NaN'],
    ['HTML', '<html>'],
    ['a prototype', '{"__proto__":{"isAdmin":true}}'],
    ['a prototype inside', '{"name":{"__proto__":{}}}'],
    ['a constructor with a prototype', '{"constructor":{"prototype":{}}}'],
    ['a prototype written otherwise', '{"\\u005f_proto__":{}}'],
  ])('is malformed_json for %s', async (_what, body) => {
    expect(await failure({ headers: json, body })).toMatchObject({ code: 'malformed_json', status: 400 });
  });

  it('is malformed_json where a body has to be and none came', async () => {
    expect(await failure({ headers: json })).toMatchObject({ code: 'malformed_json' });
    expect(await failure({ headers: json, body: '' })).toMatchObject({ code: 'malformed_json' });
  });

  it('keeps the cause', async () => {
    expect(await failure({ headers: json, body: '{' })).toHaveProperty('cause.statusCode', 422);
    expect(await failure({ body: '{}' })).toHaveProperty('cause.statusCode', 415);
  });

  it('reads no body as {} on a row that can do without', async () => {
    expect(await read(cloneProject, {})).toEqual({});
    expect(await read(cloneProject, { body: '' })).toEqual({});
  });

  it('leaves the body of a row that takes none alone', async () => {
    expect(await read(archiveProject, { body: '{', headers: {} })).toBe('{');
  });

  it('parses 100,000 nested lists without falling over', async () => {
    const body = '['.repeat(100_000) + ']'.repeat(100_000);

    const outcome = await read(createProject, { headers: json, body }).catch((error: unknown) => error);

    expect(Array.isArray(outcome) || (outcome as { code?: unknown }).code === 'malformed_json').toBe(true);
  });

  const ofSize = (bytes: number): string => `{"name":"${'x'.repeat(bytes - 11)}"}`;
  const inBase64 = (bytes: number) => ({
    headers: json,
    body: Buffer.from(ofSize(bytes)).toString('base64'),
    isBase64Encoded: true,
  });

  it('takes 1 MB, to the byte', async () => {
    expect(await failure({ headers: json, body: ofSize(1_000_000) })).toBeNull();
    expect(await failure(inBase64(1_000_000))).toBeNull();
  });

  it.each([
    ['a byte more', { headers: json, body: ofSize(1_000_001) }],
    ['a byte more in base64', inBase64(1_000_001)],
    ['fewer characters but more bytes', { headers: json, body: `"${'é'.repeat(500_000)}"` }],
    ['a large body of another type', { body: 'x'.repeat(2_000_000) }],
  ])('is 413 for %s', async (_what, change) => {
    expect(await failure(change)).toMatchObject({ code: 'body_too_large', status: 413 });
  });

  it('is 413 also on a row that takes no body', async () => {
    const reading = read(archiveProject, { body: 'x'.repeat(2_000_000) });

    await expect(reading).rejects.toMatchObject({ code: 'body_too_large' });
  });
});
