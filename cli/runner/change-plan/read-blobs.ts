import type { Git } from './git-in.ts';

const maxTotal = 32 * 1024 * 1024;

const sizesOf = async (git: Git, ids: readonly string[]): Promise<ReadonlyMap<string, number>> => {
  const answer = await git(['cat-file', '--batch-check'], ids.map((id) => `${id}\n`).join(''));
  return new Map(
    answer
      .toString('latin1')
      .split('\n')
      .map((line): [string, number] => {
        const [id = '', type, size] = line.split(' ');
        return [id, type === 'blob' ? Number(size) : Number.POSITIVE_INFINITY];
      }),
  );
};

/**
 * Reads files by object id, in two calls of git.
 * @param maxBytes larger files are left out, and so are files that would exceed 32 MB in total
 * @returns the bytes by id
 */
export const readBlobs = async (
  git: Git,
  ids: readonly string[],
  maxBytes: number,
): Promise<ReadonlyMap<string, Buffer>> => {
  const different = [...new Set(ids)];
  if (different.length === 0) return new Map();
  const sizes = await sizesOf(git, different);
  let total = 0;
  const wanted = different.filter((id) => {
    const size = sizes.get(id) ?? Number.POSITIVE_INFINITY;
    if (size > maxBytes || total + size > maxTotal) return false;
    total += size;
    return true;
  });
  const answer = await git(['cat-file', '--batch'], wanted.map((id) => `${id}\n`).join(''));
  let at = 0;
  return new Map(
    wanted.map((id): [string, Buffer] => {
      // "<id> blob <size>\n", the file, "\n"
      const start = answer.indexOf('\n', at) + 1;
      const end = start + (sizes.get(id) ?? 0);
      at = end + 1;
      return [id, answer.subarray(start, end)];
    }),
  );
};
