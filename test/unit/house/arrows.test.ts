import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cycles, violations } from './arrows.ts';
import { partOf, scanImports } from './import-scan.ts';
import { sourceFiles } from './source-files.ts';

const files = sourceFiles(['shared', 'functions', 'infra', 'cli', 'console']);
const imports = scanImports(files);

const planted = (path: string, text: string): string[] => violations(scanImports(new Map([[path, text]])));

describe('the arrows of the design', () => {
  it('go one way', () => {
    expect(violations(imports)).toEqual([]);
  });

  it('make no cycle between the parts of the house', () => {
    expect(cycles(imports)).toEqual([]);
  });

  it('are drawn for every part that there is', () => {
    const parts = new Set([...files.keys()].map(partOf));
    const undrawn = [...parts].filter(
      (part) => planted(`${part}/x.ts`, "import { a } from '#shared/nowhere/a.ts';").length !== 1,
    );

    // A part without a row may import nothing, and would be found at its first import.
    expect(undrawn).toEqual([]);
    expect(parts).toContain('shared/domain');
  });
});

describe('the scan', () => {
  it('has read the whole tree', () => {
    expect(files.size).toBeGreaterThan(150);
    expect(imports).toContainEqual({
      from: 'functions/projects/create-project.ts',
      to: 'shared/http/endpoint.ts',
      typeOnly: false,
    });
  });

  it('finds as many imports as there are words that begin one', () => {
    const words = [...files.values()]
      .join('\n')
      .split('\n')
      .filter((line) => /^(import|export) .*from '|^\} from '|^import '/.test(line));

    expect(imports.length).toBeGreaterThanOrEqual(words.length);
  });

  it('resolves every import to a file that exists or to a package', () => {
    const lost = imports.filter(
      (one) => partOf(one.to) !== null && !existsSync(new URL(`../../../${one.to}`, import.meta.url)),
    );

    expect(lost).toEqual([]);
  });

  it.each([
    ['a named import', "import { a } from '../data/keys.ts';"],
    ['an import over several lines', "import {\n  a,\n  type B,\n} from '../data/keys.ts';"],
    ['a namespace', "import * as keys from '../data/keys.ts';"],
    ['a default import', "import keys, { a } from '../data/keys.ts';"],
    ['an import for its effect', "import '../data/keys.ts';"],
    ['a subpath import', "import { a } from '#shared/data/keys.ts';"],
    ['an export from', "export { a } from '../data/keys.ts';"],
    ['an export of everything', "export * from '../data/keys.ts';"],
    ['a dynamic import', "const load = () => import('../data/keys.ts');"],
    ['a require', "const keys = require('../data/keys.ts');"],
    ['an import of a type', "import type { Key } from '../data/keys.ts';"],
    ['an import behind a comment', "/* why */ import { a } from '../data/keys.ts'; // so"],
    ['the second of two on one line', "import { x } from 'zod'; import { a } from '../data/keys.ts';"],
    ['double quotes', 'import { a } from "../data/keys.ts";'],
  ])('finds a planted violation as %s', (_what, text) => {
    expect(planted('shared/domain/planted.ts', text)).toContain(
      'shared/domain/planted.ts imports shared/data/keys.ts: shared/domain must not know shared/data',
    );
  });

  it.each([
    ["// import { a } from '../data/keys.ts';"],
    ["/*\n import { a } from '../data/keys.ts';\n*/"],
    ["import { a } from './other.ts';"],
    ["import type { Project } from '../contract/project.ts';"],
    ["import * as z from 'zod/mini';"],
    ["import type { KeyObject } from 'node:crypto';"],
    ["import { type KeyObject, type Hash } from 'node:crypto';"],
  ])('finds nothing in %j', (text) => {
    expect(planted('shared/domain/planted.ts', text)).toEqual([]);
  });

  it.each([
    ['shared/domain/a.ts', 'node:crypto'],
    ['shared/domain/a.ts', 'ulid'],
    ['shared/domain/a.ts', 'zod'],
    ['shared/domain/a.ts', '@aws-sdk/lib-dynamodb'],
    ['shared/data/a.ts', '#shared/http/reply.ts'],
    ['shared/data/a.ts', '#shared/secrets/root-key.ts'],
    ['shared/git/a.ts', '#shared/providers/git-provider.ts'],
    ['shared/providers/a.ts', '#shared/http/log.ts'],
    ['shared/providers/a.ts', '#shared/git/clone-url.ts'],
    ['shared/secrets/a.ts', '#shared/data/keys.ts'],
    ['shared/secrets/a.ts', '#shared/http/log.ts'],
    ['shared/workflows/a.ts', '#shared/http/reply.ts'],
    ['shared/contract/a.ts', '#shared/domain/change.ts'],
    ['shared/events/a.ts', '#shared/workflows/repository/connection-busy.ts'],
    ['shared/contract/a.ts', 'node:fs'],
    ['shared/http/a.ts', '#shared/workflows/connection-busy.ts'],
    ['shared/http/a.ts', '@aws-sdk/client-dynamodb'],
    ['shared/workflows/a.ts', '@aws-sdk/client-secrets-manager'],
    ['shared/client/a.ts', '#shared/data/keys.ts'],
    ['shared/client/a.ts', '#shared/http/reply.ts'],
    ['shared/client/a.ts', 'node:crypto'],
    ['shared/http/a.ts', '#functions/meta/get-health.ts'],
    ['functions/projects/a.ts', '#infra/config.ts'],
    ['functions/projects/a.ts', '#shared/client/client.ts'],
    ['functions/projects/a.ts', '#test/call.ts'],
    ['cli/a.ts', '#functions/meta/get-health.ts'],
    ['cli/a.ts', '#shared/data/keys.ts'],
    ['cli/a.ts', '#shared/http/log.ts'],
    ['console/a.ts', '#shared/domain/change.ts'],
    ['infra/a.ts', '#shared/data/keys.ts'],
    ['infra/a.ts', '#shared/domain/change.ts'],
  ])('refuses that %s imports %s', (path, specifier) => {
    expect(planted(path, `import { a } from '${specifier}';`).length).toBe(1);
  });

  it('finds a planted cycle, once', () => {
    const tree = new Map([
      ['shared/data/a.ts', "import { b } from '../workflows/b.ts';"],
      ['shared/workflows/b.ts', "import { c } from '../git/c.ts';"],
      ['shared/git/c.ts', "import { a } from '../data/a.ts';"],
      ['functions/x/d.ts', "import { a } from '#shared/data/a.ts';"],
    ]);

    expect(cycles(scanImports(tree))).toEqual(['shared/data → shared/workflows → shared/git → shared/data']);
  });
});
