import { createRequire, stripTypeScriptTypes } from 'node:module';
import { type Node, parse } from 'acorn';

/** A regular expression of the code. */
export type Expression = {
  readonly source: string;
  readonly flags: string;
  /** `<file>:<line>` of each place. */
  readonly places: readonly string[];
};

type Found = { readonly literals: readonly Expression[]; readonly builtIn: readonly string[] };

const isNode = (value: unknown): value is Node & Record<string, unknown> =>
  typeof value === 'object' && value !== null && 'type' in value;

const nodesOf = (value: unknown): readonly (Node & Record<string, unknown>)[] => {
  if (Array.isArray(value)) return value.flatMap(nodesOf);
  if (!isNode(value)) return [];
  return [value, ...Object.values(value).flatMap(nodesOf)];
};

// These make an expression of a text that they are given.
const implicit = new Set(['match', 'matchAll', 'search']);

const nameOf = (node: unknown): unknown => (isNode(node) ? (node.name ?? nameOf(node.property)) : null);

/** Whether an expression is made of a text here: `new RegExp(x)`, `RegExp(x)`, `text.match(x)` of anything but a literal. */
const makesExpression = (node: Node & Record<string, unknown>): boolean => {
  if (node.type !== 'NewExpression' && node.type !== 'CallExpression') return false;
  const name = nameOf(node.callee);
  const [first] = node.arguments as unknown[];
  return name === 'RegExp' || (implicit.has(String(name)) && isNode(first) && typeof first.value === 'string');
};

/**
 * Every regular expression of some files: the literals, once each, and the files that make one of a text.
 * @param files path from the repository's root → text
 */
export const scanExpressions = (files: ReadonlyMap<string, string>): Found => {
  const literals = new Map<string, Expression>();
  const builtIn = new Set<string>();
  for (const [path, text] of files) {
    const script = path.endsWith('.ts') ? stripTypeScriptTypes(text) : text;
    const program = parse(script, { ecmaVersion: 'latest', sourceType: 'module', locations: true });
    for (const node of nodesOf(program)) {
      if (makesExpression(node)) builtIn.add(path);
      if (node.type !== 'Literal' || node.regex === undefined) continue;
      const { pattern: source, flags } = node.regex as { pattern: string; flags: string };
      const key = `/${source}/${flags}`;
      const places = [...(literals.get(key)?.places ?? []), `${path}:${node.loc?.start.line}`];
      literals.set(key, { source, flags, places });
    }
  }
  return { literals: [...literals.values()], builtIn: [...builtIn].sort() };
};

const require = createRequire(import.meta.url);

/**
 * Whether the time of an expression grows no faster than its text, as recheck finds it: proven by its automaton, or not
 * refuted by its search, which has a fixed seed and a count of steps instead of a clock. recheck takes its program of the
 * platform, where one is installed: it needs a quarter of the time.
 * @returns null, or what is wrong
 */
export const growthOf = async ({ source, flags }: Pick<Expression, 'source' | 'flags'>): Promise<string | null> => {
  const { check } = require('recheck') as typeof import('recheck');
  const withoutClock = { timeout: null, incubationTimeout: null, attackTimeout: null };
  // Three generations instead of ten find every planted expression, in half of the time.
  const found = await check(source, flags, { ...withoutClock, randomSeed: 1, maxIteration: 3 });
  if (found.status === 'safe') return null;
  return found.status === 'vulnerable' ? found.complexity.summary : `unknown: ${found.error.kind}`;
};

/** The expressions that are made of texts while something runs. */
export const expressionsMadeBy = async (run: () => Promise<unknown>): Promise<readonly Expression[]> => {
  const made: Expression[] = [];
  const Native = globalThis.RegExp;
  globalThis.RegExp = new Proxy(Native, {
    construct: (target, [pattern, flags]: [string | RegExp, string?]) => {
      const expression = new target(pattern, flags);
      made.push({ source: expression.source, flags: expression.flags, places: [] });
      return expression;
    },
  });
  try {
    await run();
  } finally {
    globalThis.RegExp = Native;
  }
  return made;
};
