import type { Git } from '../git.ts';

/** A submodule of one commit. */
export type ListedSubmodule = {
  /** From the root of its repository. */
  readonly path: string;
  readonly commitSha: string;
  /** The names that `.gitmodules` has for the path. Git takes one of them. */
  readonly names: readonly string[];
  /** As `.gitmodules` writes it; null if that names none. */
  readonly url: string | null;
};

/** The mode of a submodule entry in a tree. Source: gitdatamodel(7). */
const gitlink = /^160000 commit ([0-9a-f]+)\t([\s\S]+)$/;

type Named = { readonly name: string; readonly path: string | null; readonly url: string | null };

/** What `.gitmodules` of a commit says. */
const namedIn = async (git: Git, commitSha: string, isOffline: boolean): Promise<Named[]> => {
  const args = [
    'config',
    '--blob',
    `${commitSha}:.gitmodules`,
    '--null',
    '--get-regexp',
    '^submodule\\..*\\.(path|url)$',
  ];
  const { stdout } = await git(args, { isOffline });
  const named = new Map<string, Named>();
  for (const entry of stdout.split('\0')) {
    const [, name, key, value] = /^submodule\.([\s\S]+)\.(path|url)\n([\s\S]*)$/.exec(entry) ?? [];
    if (name === undefined || value === undefined) continue;
    const known = named.get(name) ?? { name, path: null, url: null };
    named.set(name, key === 'path' ? { ...known, path: value.replace(/\/$/, '') } : { ...known, url: value });
  }
  return [...named.values()];
};

/**
 * The submodules of a commit: entries of its tree. `.gitmodules` may name any path, and at an ordinary path a commit can
 * place a repository of its own, whose configuration could run programs.
 * @param git for the repository that has the commit
 * @param isOffline whether all objects of the commit are there
 */
export const listSubmodules = async (
  git: Git,
  commitSha: string,
  isOffline: boolean,
): Promise<readonly ListedSubmodule[]> => {
  const args = ['ls-tree', '-r', '-z', '--full-tree', '--end-of-options', commitSha];
  const { stdout } = await git(args, { isOffline });
  const entries = stdout.split('\0').flatMap((entry) => {
    const [, id, path] = gitlink.exec(entry) ?? [];
    return id === undefined || path === undefined ? [] : [{ commitSha: id, path }];
  });
  if (entries.length === 0) return [];
  const all = await namedIn(git, commitSha, isOffline);
  return entries.map((entry) => {
    const named = all.filter((one) => one.path === entry.path);
    const names = named.map((one) => one.name);
    return { ...entry, names, url: named.findLast((one) => one.url !== null)?.url ?? null };
  });
};
