import { describe, expect, it } from 'vitest';
import { sourceFiles, withoutComments } from './source-files.ts';

type Files = ReadonlyMap<string, string>;

const source = sourceFiles(['shared', 'functions', 'infra', 'cli', 'console']);
const everything = new Map([...source, ...sourceFiles(['test'])]);
const below = (folder: string): Files => new Map([...source].filter(([path]) => path.startsWith(`${folder}/`)));

const longerThan = (lines: number, files: Files): string[] =>
  [...files].filter(([, text]) => text.trimEnd().split('\n').length > lines).map(([path]) => path);

const emptyWords = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'misc', 'manager', 'managers']);
/** Names that say nothing of what is in them. Secrets Manager is the name of a product. */
const emptyNames = (paths: Iterable<string>): string[] =>
  [...paths].filter((path) =>
    path
      .replace('secrets-manager', '')
      .toLowerCase()
      .split(/[/.\-_]/)
      .some((word) => emptyWords.has(word)),
  );

/** Files that hold something outside of their comments. */
const holding = (files: Files, what: RegExp): string[] =>
  [...files].filter(([, text]) => what.test(withoutComments(text))).map(([path]) => path);

// Time and randomness are arguments of the domain, and it does no I/O.
const impure =
  /process\.|Date\.now|new Date\(\s*\)|Math\.random|performance\.now|randomUUID|randomBytes|getRandomValues|setTimeout|setInterval|\bfetch\(|node:|import\s*\(/;
const console = /\bconsole\s*\.\s*\w/;
const directive = /@ts-(ignore|expect-error|nocheck)|biome-ignore|(?:v8|c8|istanbul) ignore/;

/** Only shared/http asks for a permission, and always for that of the row. */
const ownGuard = /\.access\.permission|\brequirePermission\b|\bvisibleReads\b|\bauthorize\s*\(/;

/** Bundles are made without them (docs/decisions, D-113). */
const responses = /\bresponses\b/;

const planted = (text: string): Files => new Map([['planted.ts', text]]);

describe('the house rules', () => {
  it('handlers have at most 60 lines', () => {
    expect(longerThan(60, below('functions'))).toEqual([]);
  });

  it('files have at most 200 lines', () => {
    expect(longerThan(200, source)).toEqual([]);
  });

  it('no file or folder has a name that says nothing', () => {
    expect(emptyNames(everything.keys())).toEqual([]);
  });

  it('the domain reads no environment, clock, chance, file or network', () => {
    expect(holding(below('shared/domain'), impure)).toEqual([]);
  });

  it('handlers and what they are made of write through log() alone', () => {
    const files = new Map([...below('shared'), ...below('functions')]);

    expect(holding(files, console)).toEqual([]);
    expect(holding(files, /process\.std(out|err)/)).toEqual(['shared/http/log.ts']);
  });

  it('only the config reads the environment of a function', () => {
    const files = new Map([...below('shared'), ...below('functions')]);

    const elsewhere = holding(files, /process\.env/).filter((path) => !path.startsWith('shared/config/'));

    expect(elsewhere).toEqual([]);
  });

  it('nobody switches the type checker, the linter or the coverage off', () => {
    const files = new Map([...everything].filter(([path]) => !path.startsWith('test/unit/house/')));
    // Directives are comments: they are looked for in the whole text.
    const found = [...files].filter(([, text]) => directive.test(text)).map(([path]) => path);

    expect(found).toEqual([]);
  });

  it('no handler asks for a permission itself: the context has reads with that of its row', () => {
    expect(holding(below('functions'), ownGuard)).toEqual([]);
  });

  it('no function reads the responses of a row, which are not in its bundle', () => {
    const files = new Map(
      [...below('shared'), ...below('functions')].filter(([path]) => !/^shared\/(contract|client)\//.test(path)),
    );

    expect(holding(files, responses)).toEqual([]);
  });

  it('every handler names its row or its purpose in a doc comment', () => {
    const silent = [...below('functions')].filter(
      ([, text]) => !/\/\*\*[\s\S]*?\*\/\s*export const handler/.test(text),
    );

    expect(silent.map(([path]) => path)).toEqual([]);
  });
});

describe('the checks of the house rules', () => {
  it('have read the whole tree', () => {
    expect(below('functions').size).toBeGreaterThan(35);
    expect(below('shared/domain').size).toBeGreaterThan(25);
  });

  it.each([60, 200])('find a file of more than %i lines, and no shorter one', (lines) => {
    expect(longerThan(lines, planted('x\n'.repeat(lines + 1)))).toEqual(['planted.ts']);
    expect(longerThan(lines, planted('x\n'.repeat(lines)))).toEqual([]);
  });

  it.each([
    'visibleReads(principal, getProject.access.permission, params.projectId);',
    "requirePermission(principal, 'view:projects');",
    "import { visibleReads } from '#shared/http/read-visible.ts';",
    "authorize(principal, 'view:projects', project.access);",
  ])('find %s in a handler', (text) => {
    expect(holding(planted(text), ownGuard)).toEqual(['planted.ts']);
  });

  it.each(['const { responses } = row;', 'row.responses[200]?.schema'])('find %s in a function', (text) => {
    expect(holding(planted(text), responses)).toEqual(['planted.ts']);
  });

  it('let a handler read the permissions of the principal', () => {
    expect(holding(planted('permissions: [...principal.permissions]'), ownGuard)).toEqual([]);
  });

  it.each([
    'shared/utils.ts',
    'shared/data/key-utils.ts',
    'cli/helpers/x.ts',
    'infra/common.ts',
    'shared/project-manager.ts',
  ])('find the name %s', (path) => {
    expect(emptyNames([path])).toEqual([path]);
  });

  it('let the name of Secrets Manager pass', () => {
    expect(emptyNames(['infra/local/secrets-manager.ts', 'shared/domain/common-name.ts'])).toEqual([
      'shared/domain/common-name.ts',
    ]);
  });

  it.each([
    'const home = process.env.HOME;',
    'const now = Date.now();',
    'const now = new Date();',
    'const chance = Math.random();',
    "import { readFileSync } from 'node:fs';",
    'setTimeout(run, 1);',
    "await fetch('https://example.com');",
  ])('find %s in the domain', (text) => {
    expect(holding(planted(text), impure)).toEqual(['planted.ts']);
  });

  it.each(['const then = new Date(now);', '// Date.now() is an argument', '/* process.env */ const a = 1;'])(
    'find nothing in %s',
    (text) => {
      expect(holding(planted(text), impure)).toEqual([]);
    },
  );

  it.each([
    '// @ts-ignore',
    '// @ts-expect-error',
    '// @ts-nocheck',
    '// biome-ignore lint: x',
    '/* v8 ignore next */',
    '/* istanbul ignore else */',
  ])('find %s', (text) => {
    expect(directive.test(text)).toBe(true);
  });
});
