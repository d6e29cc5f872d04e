import type { Import } from './import-scan.ts';

type Edges = ReadonlyMap<string, ReadonlySet<string>>;

const edgesOf = (imports: readonly Import[], nodeOf: (path: string) => string | null): Edges => {
  const edges = new Map<string, Set<string>>();
  for (const one of imports) {
    const [from, to] = [nodeOf(one.from), nodeOf(one.to)];
    if (from !== null && to !== null && from !== to) edges.set(from, (edges.get(from) ?? new Set()).add(to));
  }
  return edges;
};

/** The shortest way from a node back to itself; null where there is none. */
const wayBack = (edges: Edges, start: string): readonly string[] | null => {
  const before = new Map<string, string>();
  const queue = [start];
  for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
    for (const next of edges.get(node) ?? []) {
      if (next === start) {
        const way = [node];
        for (let at = before.get(node); at !== undefined; at = before.get(at)) way.unshift(at);
        return [...way, start];
      }
      if (!before.has(next)) {
        before.set(next, node);
        queue.push(next);
      }
    }
  }
  return null;
};

/**
 * Files that reach themselves over their imports, each circle once as `a → b → a`; an import of a type counts too.
 * @param nodeOf what is looked at instead of the file, for instance its folder; null leaves it out
 */
export const circles = (
  imports: readonly Import[],
  nodeOf: (path: string) => string | null = (path) => (path.includes('/') && /\.tsx?$/.test(path) ? path : null),
): string[] => {
  const edges = edgesOf(imports, nodeOf);
  const told = new Set<string>();
  const found: string[] = [];
  for (const start of [...edges.keys()].sort()) {
    const way = told.has(start) ? null : wayBack(edges, start);
    if (way === null) continue;
    for (const node of way) told.add(node);
    found.push(way.join(' → '));
  }
  return found;
};
