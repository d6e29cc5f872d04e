import { type Import, partOf } from './import-scan.ts';

/** What each part may import of the others. Source: docs/design/architecture.md, "Arrows go one way". */
const allowed: Readonly<Record<string, readonly string[]>> = {
  'shared/contract': [],
  'shared/config': [],
  // Repeats what may succeed a moment later.
  'shared/retry': [],
  'shared/domain': ['shared/contract'],
  // Calls to hosts that others name, to addresses that are allowed.
  'shared/network': ['shared/config'],
  'shared/git': ['shared/contract', 'shared/domain', 'shared/network'],
  'shared/providers': ['shared/contract', 'shared/domain', 'shared/network'],
  'shared/secrets': ['shared/contract', 'shared/domain', 'shared/config'],
  'shared/data': ['shared/contract', 'shared/domain', 'shared/config', 'shared/retry'],
  // It asks the issuer of tokens for its keys.
  'shared/auth': ['shared/contract', 'shared/domain', 'shared/data', 'shared/config', 'shared/network'],
  'shared/workflows': ['contract', 'domain', 'data', 'git', 'providers', 'secrets', 'config', 'retry'].map(
    (one) => `shared/${one}`,
  ),
  // What AWS tells of a stage, for its operator.
  'shared/status': ['contract', 'domain', 'data', 'secrets', 'config'].map((one) => `shared/${one}`),
  'shared/events': ['contract', 'domain', 'data', 'config'].map((one) => `shared/${one}`),
  'shared/http': ['shared/contract', 'shared/domain', 'shared/data', 'shared/config'],
  'shared/client': ['shared/contract'],
  functions: [
    'http',
    'contract',
    'domain',
    'data',
    'git',
    'providers',
    'secrets',
    'auth',
    'events',
    'status',
    'workflows',
    'config',
  ].map((one) => `shared/${one}`),
  infra: ['shared/contract', 'shared/config', 'functions'],
  // What a pattern matches is one rule, in the service and in the runner (D-071).
  cli: ['shared/client', 'shared/contract', 'shared/domain', 'shared/network'],
  console: ['shared/client', 'shared/contract'],
};

const isAws = (name: string): boolean => name.startsWith('@aws-sdk/') || name.startsWith('@smithy/');

/** What a part may not bring in from outside. */
const packageRules: readonly {
  readonly parts: readonly string[];
  readonly refuses: (one: Import) => boolean;
  readonly because: string;
}[] = [
  {
    parts: ['shared/domain'],
    refuses: (one) => !one.typeOnly && one.to !== 'zod/mini',
    because: 'the domain imports nothing but types and zod',
  },
  {
    parts: ['shared/contract', 'shared/client', 'console'],
    refuses: (one) => one.to.startsWith('node:') || isAws(one.to),
    because: 'it has to run in a browser',
  },
  {
    parts: ['shared/http', 'shared/git', 'shared/providers', 'shared/workflows', 'shared/auth'],
    refuses: (one) => isAws(one.to),
    because: 'AWS is known to data, secrets, events and status alone',
  },
];

/** Every import against the direction of the arrows, as a sentence. */
export const violations = (imports: readonly Import[]): string[] =>
  imports.flatMap((one) => {
    const [from, to] = [partOf(one.from) ?? '', partOf(one.to)];
    if (from === to) return [];
    if (to !== null) {
      return allowed[from]?.includes(to) === true ? [] : [`${one.from} imports ${one.to}: ${from} must not know ${to}`];
    }
    return packageRules
      .filter((rule) => rule.parts.includes(from) && rule.refuses(one))
      .map((rule) => `${one.from} imports ${one.to}: ${rule.because}`);
  });

/** The parts that reach themselves over other parts, each cycle as `a → b → a`. */
export const cycles = (imports: readonly Import[]): string[] => {
  const edges = new Map<string, Set<string>>();
  for (const one of imports) {
    const [from, to] = [partOf(one.from), partOf(one.to)];
    if (from !== null && to !== null && from !== to) edges.set(from, (edges.get(from) ?? new Set()).add(to));
  }
  const found = new Set<string>();
  const walk = (path: readonly string[]): void => {
    for (const next of edges.get(path.at(-1) ?? '') ?? []) {
      if (next === path[0]) found.add([...path, next].join(' → '));
      // A cycle is told once, from the first of its parts in the alphabet.
      else if (!path.includes(next) && next > (path[0] ?? '')) walk([...path, next]);
    }
  };
  for (const start of edges.keys()) walk([start]);
  return [...found].sort();
};
