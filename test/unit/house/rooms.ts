import type { Import } from './import-scan.ts';

/**
 * The subjects of each layer, and which of its siblings each may import; `.` stands for the files at the layer's root.
 * A line here is a decision: without one, two subjects do not know each other.
 */
export const siblings: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  console: {
    '.': [
      'api',
      'shell',
      'sign-in',
      'ui',
      'overview',
      'projects',
      'access',
      'api-keys',
      'attention',
      'audit-log',
      'branches',
      'deployments',
      'deliveries',
      'environments',
      'git-providers',
      'members',
      'repository',
      'roles',
      'settings',
    ],
    access: ['api', 'projects', 'ui'],
    api: [],
    'api-keys': ['api', 'projects', 'roles', 'ui'],
    attention: ['api', 'projects', 'ui'],
    'audit-log': ['api', 'ui'],
    branches: ['api', 'projects', 'repository', 'ui'],
    deliveries: ['api', 'projects', 'ui'],
    deployments: ['api', 'projects', 'ui'],
    environments: ['api', 'projects', 'repository', 'ui'],
    'git-providers': ['api', 'ui'],
    members: ['api', 'roles', 'ui'],
    overview: ['api', 'deployments', 'environments', 'projects', 'repository', 'ui'],
    projects: ['api', 'ui'],
    repository: ['api', 'projects', 'ui'],
    roles: ['api', 'ui'],
    session: [],
    settings: ['api', 'projects', 'ui'],
    shell: ['api', 'session', 'sign-in', 'ui'],
    'sign-in': ['session', 'ui'],
    ui: [],
  },
  'shared/domain': {
    '.': [],
    access: ['.', 'records'],
    audit: ['records'],
    'branch-mappings': ['.', 'records'],
    'branch-order': [],
    deliveries: ['.', 'branch-mappings', 'branch-order', 'deployments', 'records'],
    deployments: ['.', 'access', 'branch-mappings', 'records'],
    environments: ['.', 'access', 'branch-mappings', 'deployments', 'records'],
    projects: ['.', 'access', 'branch-mappings', 'records'],
    reconcile: ['.', 'branch-mappings', 'branch-order', 'deliveries', 'records', 'repository'],
    records: ['.', 'branch-order'],
    repository: ['.', 'records'],
    settings: ['.', 'records'],
    status: [],
  },
  'shared/workflows': {
    access: [],
    audit: [],
    deliveries: [],
    deployments: ['repository'],
    projects: ['repository'],
    reconcile: ['deliveries', 'deployments', 'repository'],
    repository: ['deliveries', 'settings'],
    runner: ['deployments'],
    settings: [],
  },
  'shared/data': {
    audit: ['table'],
    deliveries: ['audit', 'deployments', 'items', 'table'],
    deployments: ['audit', 'items', 'table'],
    environments: ['audit', 'items', 'table'],
    items: ['table'],
    organization: ['audit', 'items', 'table'],
    projects: ['audit', 'items', 'table'],
    repository: ['audit', 'items', 'projects', 'table'],
    settings: ['audit', 'table'],
    status: ['table'],
    table: [],
  },
  'shared/providers': {
    '.': ['bitbucket', 'client', 'gitea', 'github', 'gitlab'],
    bitbucket: ['client', 'webhook'],
    client: [],
    gitea: ['client', 'webhook'],
    github: ['client', 'webhook'],
    gitlab: ['client', 'webhook'],
    webhook: [],
  },
};

type Room = { readonly layer: string; readonly subject: string };

/** The subject that a file belongs to; null outside the layers that are divided into subjects. */
export const roomOf = (path: string): Room | null => {
  const [top = '', next, ...rest] = path.split('/');
  const [layer, inside] = top === 'console' ? [top, [next ?? '', ...rest]] : [`${top}/${next}`, rest];
  if (siblings[layer] === undefined || inside.length === 0) return null;
  return { layer, subject: inside.length === 1 ? '.' : (inside[0] ?? '.') };
};

/** Every import between two subjects of one layer that no line of the table allows, as a sentence. */
export const roomViolations = (imports: readonly Import[]): string[] =>
  imports.flatMap((one) => {
    const [from, to] = [roomOf(one.from), roomOf(one.to)];
    if (from === null || to === null || from.layer !== to.layer || from.subject === to.subject) return [];
    if (siblings[from.layer]?.[from.subject]?.includes(to.subject) === true) return [];
    const because = `${from.layer} lists no arrow from '${from.subject}' to '${to.subject}' (test/unit/house/rooms.ts)`;
    return [`${one.from} imports ${one.to}: ${because}`];
  });

/** Lines of the table that no import needs any more, and subjects in it without a file, each as a sentence. */
export const staleLines = (imports: readonly Import[]): string[] => {
  const used = new Set(
    imports.flatMap((one) => {
      const [from, to] = [roomOf(one.from), roomOf(one.to)];
      return from === null || to === null ? [] : [`${from.layer} ${from.subject} ${to.subject}`];
    }),
  );
  return Object.entries(siblings).flatMap(([layer, subjects]) =>
    Object.entries(subjects).flatMap(([subject, others]) =>
      others
        .filter((other) => !used.has(`${layer} ${subject} ${other}`))
        .map((other) => `${layer}: nothing in '${subject}' imports '${other}' any more`),
    ),
  );
};
