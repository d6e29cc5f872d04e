import { describe, expect, it } from 'vitest';
import { renderReply } from '#shared/http/render-reply.ts';
import { accepted, answer, created, etagOf, noContent, ok } from '#shared/http/reply.ts';
import { eventOf } from './event-of.ts';

const body = { id: 'prj_1', name: 'Größe' };
const etag = etagOf(3, JSON.stringify(body));
const listEtag = etagOf(null, JSON.stringify(body));
const request = (ifNoneMatch: string, method = 'GET') => eventOf({ method, headers: { 'if-none-match': ifNoneMatch } });

describe('renderReply', () => {
  it('writes the body as JSON, with the request id and without leave to store it', () => {
    expect(renderReply(eventOf(), answer(body))).toEqual({
      statusCode: 200,
      headers: {
        'cache-control': 'no-store',
        'x-request-id': '01J00000000000000000000000',
        'content-type': 'application/json',
        etag: listEtag,
      },
      body: JSON.stringify(body),
    });
  });

  it('gives a single resource an ETag of its version and the digest of its body', () => {
    const reply = renderReply(eventOf(), ok(body, 3));

    expect(reply.headers?.etag).toBe(etag);
    expect(etag).toMatch(/^"3\.[0-9a-f]{16}"$/);
  });

  it('gives two bodies of one version two ETags', () => {
    expect(etagOf(3, 'a')).not.toBe(etagOf(3, 'b'));
  });

  it('gives a list an ETag of the digest of its body, which names no version', () => {
    expect(renderReply(eventOf(), answer(body)).headers?.etag).toBe(listEtag);
    expect(listEtag).toMatch(/^"[0-9a-f]{16}"$/);
  });

  it('gives an answer without a version no ETag where nothing was read', () => {
    expect(renderReply(eventOf({ method: 'POST' }), answer(body)).headers).not.toHaveProperty('etag');
  });

  it('is 304 for the ETag of a list, with the link to its next page', () => {
    const reply = renderReply(request(listEtag), answer(body, { link: '</x?cursor=y>; rel="next"' }));

    expect(reply).toMatchObject({ statusCode: 304, headers: { etag: listEtag, link: '</x?cursor=y>; rel="next"' } });
    expect(reply).not.toHaveProperty('body');
  });

  it('tells where what was made is', () => {
    expect(renderReply(eventOf(), created(body, 1, '/api/projects/prj_1'))).toMatchObject({
      statusCode: 201,
      headers: { location: '/api/projects/prj_1' },
    });
    expect(renderReply(eventOf(), accepted(body, 1, '/x')).statusCode).toBe(202);
  });

  it('has neither body nor content type where there is nothing to say', () => {
    const reply = renderReply(eventOf({ method: 'DELETE' }), noContent());

    expect(reply.statusCode).toBe(204);
    expect(reply).not.toHaveProperty('body');
    expect(reply.headers).not.toHaveProperty('content-type');
  });

  it('hands a text on as it is, under the content type that it has', () => {
    const reply = renderReply(eventOf(), answer('# Page', { 'content-type': 'text/markdown' }));

    expect(reply).toMatchObject({ body: '# Page', headers: { 'content-type': 'text/markdown' } });
  });

  it.each([
    ['the ETag', etag],
    ['the ETag as a proxy weakens it', `W/${etag}`],
    ['the ETag among others', `"1.ab", ${etag}`],
    ['the ETag with blanks', ` ${etag} `],
  ])('is 304 without a body for %s', (_what, ifNoneMatch) => {
    const reply = renderReply(request(ifNoneMatch), ok(body, 3));

    expect(reply).toMatchObject({ statusCode: 304, headers: { etag } });
    expect(reply).not.toHaveProperty('body');
    expect(reply.headers).not.toHaveProperty('content-type');
  });

  it.each([
    ['another version', etagOf(2, JSON.stringify(body))],
    ['the same version of another body', etagOf(3, 'x')],
    ['the version alone', '"3"'],
    ['the ETag without quotes', etag.replaceAll('"', '')],
    ['nothing', ''],
  ])('is whole for %s', (_what, ifNoneMatch) => {
    expect(renderReply(request(ifNoneMatch), ok(body, 3)).statusCode).toBe(200);
  });

  it('is 304 on GET only', () => {
    expect(renderReply(request(etag, 'PUT'), ok(body, 3)).statusCode).toBe(200);
  });

  it('is never 304 for what is no ETag', () => {
    expect(renderReply(request('"null"'), answer(body)).statusCode).toBe(200);
    expect(renderReply(request('undefined'), answer(body)).statusCode).toBe(200);
  });
});
