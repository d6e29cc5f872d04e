import { describe, expect, it } from 'vitest';
import { violations } from './arrows.ts';
import { circles } from './circles.ts';
import { type Import, scanImports } from './import-scan.ts';
import { roomOf, roomViolations, siblings, staleLines } from './rooms.ts';
import { sourceFiles } from './source-files.ts';

const files = sourceFiles(['shared', 'functions', 'infra', 'cli', 'console']);
const imports = scanImports(files);

const folderOf = (path: string): string | null => {
  const room = roomOf(path);
  return room === null ? null : `${room.layer}/${room.subject}`;
};

const planted = (tree: Readonly<Record<string, string>>): Import[] => scanImports(new Map(Object.entries(tree)));

describe('the subjects of a layer', () => {
  it('know only the siblings that are listed', () => {
    expect(roomViolations(imports)).toEqual([]);
  });

  it('are all listed, and each of the list has files', () => {
    const found = new Set([...files.keys()].flatMap((path) => folderOf(path) ?? []));
    const listed = Object.entries(siblings).flatMap(([layer, subjects]) =>
      Object.keys(subjects).map((subject) => `${layer}/${subject}`),
    );

    expect([...found].sort()).toEqual([...listed].sort());
  });

  it('need every arrow that is listed', () => {
    expect(staleLines(imports)).toEqual([]);
  });

  it('make no circle', () => {
    expect(circles(imports, folderOf)).toEqual([]);
  });
});

describe('the files of the whole house', () => {
  it('make no circle, of types neither', () => {
    expect(circles(imports)).toEqual([]);
  });
});

describe('the checks of the subjects', () => {
  it.each([
    ['a value', "import { a } from '../deliveries/a.ts';"],
    ['a type', "import type { A } from '../deliveries/a.ts';"],
    ['a subpath import', "import { a } from '#shared/domain/deliveries/a.ts';"],
    ['a dynamic import', "const load = () => import('../deliveries/a.ts');"],
    ['an export from', "export { a } from '../deliveries/a.ts';"],
  ])('find an arrow between siblings that is not listed, as %s', (_what, text) => {
    expect(roomViolations(planted({ 'shared/domain/records/x.ts': text }))).toEqual([
      "shared/domain/records/x.ts imports shared/domain/deliveries/a.ts: shared/domain lists no arrow from 'records' to 'deliveries' (test/unit/house/rooms.ts)",
    ]);
  });

  it.each([
    ['shared/domain/rule-result.ts', './deliveries/a.ts'],
    ['shared/workflows/deliveries/x.ts', '../reconcile/a.ts'],
    ['shared/workflows/settings/x.ts', '../repository/a.ts'],
    ['shared/data/table/x.ts', '../projects/a.ts'],
    ['shared/data/items/x.ts', '../deliveries/a.ts'],
    ['shared/providers/github/x.ts', '../gitlab/a.ts'],
    ['shared/providers/github/x.ts', '../make-provider.ts'],
    ['shared/domain/new-subject/x.ts', '../records/project.ts'],
  ])('refuse that %s imports %s', (path, specifier) => {
    expect(roomViolations(planted({ [path]: `import { a } from '${specifier}';` }))).toHaveLength(1);
  });

  it.each([
    ['shared/domain/deliveries/x.ts', './y.ts'],
    ['shared/domain/deliveries/x.ts', '../records/delivery.ts'],
    ['shared/domain/deliveries/x.ts', '#shared/contract/id.ts'],
    ['functions/projects/x.ts', '#shared/domain/deliveries/y.ts'],
    ['shared/http/x.ts', './y.ts'],
  ])('let %s import %s', (path, specifier) => {
    expect(roomViolations(planted({ [path]: `import { a } from '${specifier}';` }))).toEqual([]);
  });

  it.each([
    ['shared/domain/records/x.ts', '#shared/data/projects/a.ts', 'shared/domain must not know shared/data'],
    ['shared/data/projects/x.ts', '#shared/workflows/projects/a.ts', 'shared/data must not know shared/workflows'],
    ['shared/providers/github/x.ts', '#shared/data/table/a.ts', 'shared/providers must not know shared/data'],
    ['shared/events/x.ts', '#shared/workflows/repository/a.ts', 'shared/events must not know shared/workflows'],
    ['shared/workflows/runner/x.ts', '#shared/http/a.ts', 'shared/workflows must not know shared/http'],
  ])('find an arrow from a subject against the layers: %s to %s', (path, specifier, because) => {
    const found = violations(planted({ [path]: `import type { A } from '${specifier}';` }));

    expect(found).toEqual([`${path} imports ${specifier.slice(1)}: ${because}`]);
  });

  it('find a line of the list that nothing needs', () => {
    const needed = imports.filter((one) => folderOf(one.from) !== 'shared/domain/access');

    expect(staleLines(needed.filter((one) => folderOf(one.to) !== 'shared/domain/access'))).toContain(
      "shared/domain: nothing in 'projects' imports 'access' any more",
    );
  });

  it('find a circle of two files', () => {
    const tree = {
      'shared/git/a.ts': "import { b } from './b.ts';",
      'shared/git/b.ts': "import { a } from './a.ts';",
    };

    expect(circles(planted(tree))).toEqual(['shared/git/a.ts → shared/git/b.ts → shared/git/a.ts']);
  });

  it('find a circle of types', () => {
    const tree = {
      'shared/git/a.ts': "import type { B } from './b.ts';",
      'shared/git/b.ts': "import { type A } from './a.ts';",
    };

    expect(circles(planted(tree))).toHaveLength(1);
  });

  it('find a circle over three files, behind one that is in none', () => {
    const tree = {
      'functions/x/handler.ts': "import { a } from '#shared/git/a.ts';",
      'shared/git/a.ts': "import { b } from './b.ts';",
      'shared/git/b.ts': "const load = () => import('./c.ts');",
      'shared/git/c.ts': "export * from '#shared/git/a.ts';",
    };

    expect(circles(planted(tree))).toEqual(['shared/git/a.ts → shared/git/b.ts → shared/git/c.ts → shared/git/a.ts']);
  });

  it('find a circle of folders whose files make none', () => {
    const tree = {
      'shared/domain/deliveries/a.ts': "import type { B } from '../projects/b.ts';",
      'shared/domain/projects/c.ts': "import type { D } from '../deliveries/d.ts';",
    };

    expect(circles(planted(tree))).toEqual([]);
    expect(circles(planted(tree), folderOf)).toEqual([
      'shared/domain/deliveries → shared/domain/projects → shared/domain/deliveries',
    ]);
  });
});
