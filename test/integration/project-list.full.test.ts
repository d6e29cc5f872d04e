import { beforeAll, describe, expect, test } from 'vitest';
import type { Answer } from '#test/call.ts';
import { expectProblem } from './expect-problem.ts';
import { crowded, list, service, useBench } from './project-list-bench.ts';

useBench();

describe('a cursor', () => {
  let cursor: string;
  beforeAll(async () => {
    cursor = (await list('?limit=1', crowded.token)).nextCursor ?? '';
    expect(cursor).not.toBe('');
  });
  const use = (text: string, query = '', token = crowded.token): Promise<Answer> =>
    service.api('GET', `/api/projects?${query}cursor=${encodeURIComponent(text)}`, { token });

  test('is refused wherever one character of it is changed', async () => {
    for (let at = 0; at < cursor.length; at += 1) {
      const other = cursor[at] === 'A' ? 'B' : 'A';
      const edited = `${cursor.slice(0, at)}${other}${cursor.slice(at + 1)}`;
      expectProblem(await use(edited), 'invalid_cursor');
    }
  });
});
