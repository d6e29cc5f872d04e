import { describe, test } from 'vitest';
import { expectProblem } from './expect-problem.ts';
import { cursor, use, useBench, useCursor } from './project-list-bench.ts';

useBench();

describe('a cursor', () => {
  useCursor();

  test('is refused wherever one character of it is changed', async () => {
    for (let at = 0; at < cursor.length; at += 1) {
      const other = cursor[at] === 'A' ? 'B' : 'A';
      const edited = `${cursor.slice(0, at)}${other}${cursor.slice(at + 1)}`;
      expectProblem(await use(edited), 'invalid_cursor');
    }
  });
});
