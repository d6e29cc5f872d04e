import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import { type Expression, expressionsMadeBy, growthOf, scanExpressions } from './expressions.ts';
import { sourceFiles } from './source-files.ts';

const source = sourceFiles(['shared', 'functions', 'cli', 'infra']);
const { literals, builtIn } = scanExpressions(source);

/** Runs the code that makes an expression of a text, by the file that does it. */
const makers: Readonly<Record<string, () => Promise<unknown>>> = {
  'shared/contract/provider-settings.ts': () => import('#shared/contract/provider-settings.ts'),
  'shared/contract/id-prefixes.ts': async () => (await import('#shared/contract/id-prefixes.ts')).idPattern('project'),
  'shared/contract/allowed-methods.ts': () => import('#shared/contract/allowed-methods.ts'),
  'shared/contract/console-routes.ts': () => import('#shared/contract/console-routes.ts'),
  'shared/contract/point-in-time.ts': () => import('#shared/contract/point-in-time.ts'),
  'shared/contract/openapi/parameters.ts': async () => {
    const { parametersOf } = await import('#shared/contract/openapi/parameters.ts');
    return parametersOf({ access: 'token', method: 'POST', path: '/api/projects/{projectId}' } as never);
  },
  'shared/domain/access/email.ts': () => import('#shared/domain/access/email.ts'),
  'shared/git/clone-url.ts': () => import('#shared/git/clone-url.ts'),
  'infra/vpc-config.ts': () => import('#infra/vpc-config.ts'),
  'infra/local/routes.ts': () => import('#infra/local/routes.ts'),
  'cli/runner/redactor.ts': async () => {
    const { Redactor } = await import('../../../cli/runner/redactor.ts');
    new Redactor(['a secret of a runner', 'another+secret/of=it']).addKey(
      '-----BEGIN-----\nQUJDREVGR0g=\n-----END-----',
    );
  },
};

const madeBy = async (file: string): Promise<readonly Expression[]> => {
  vi.resetModules();
  return expressionsMadeBy(async () => makers[file]?.());
};

const shown = ({ source: text, flags }: Expression): string => `/${text}/${flags}`;

describe('the regular expressions of the code', () => {
  it.each(literals.map((one) => [shown(one), one] as const))('take linear time: %s', async (_name, one) => {
    expect(await growthOf(one), one.places.join(', ')).toBeNull();
  });

  it('are made of texts in known files alone', () => {
    expect(builtIn).toEqual(Object.keys(makers).sort());
  });

  it.each(Object.keys(makers))('take linear time where they are made of texts: %s', async (file) => {
    const made = await madeBy(file);

    // Routes differ in their words: one of each form stands for the others.
    const alike = new Map(made.map((one) => [one.source.replaceAll(/[a-z]{3,}/g, 'word'), one]));

    expect(made.length).toBeGreaterThan(0);
    for (const one of alike.values()) expect(await growthOf(one), shown(one)).toBeNull();
  });

  it('that zod brings take linear time', async () => {
    const ours = [...source.values()].flatMap((text) => [...text.matchAll(/\bz\.(email|url|uuid|ulid|base64|iso)\b/g)]);
    const email = z.email()._zod.def.pattern ?? z.regexes.email;

    expect(new Set(ours.map(([, kind]) => kind))).toEqual(new Set(['email']));
    expect(await growthOf(email)).toBeNull();
  });
});

describe('the checks', () => {
  it('read the whole tree', () => {
    expect(literals.length).toBeGreaterThan(150);
  });

  it.each([
    [' *<[^>]*>$', ''],
    ['\\r+$', ''],
    ['^(a+)+$', ''],
    ['\\beyJ[\\w-]{5,}\\.', ''],
    ['<([^>]+)>;\\s*rel="next"', 'g'],
  ])('refuse /%s/%s', async (text, flags) => {
    expect(await growthOf({ source: text, flags })).not.toBeNull();
  });

  it.each(['const a = /x+y/g;', 'z.regex(/x+y/g)', 'const b: string = c as string / 2; f(/x+y/g, b / 2 / 1);'])(
    'find the literal in %s',
    (text) => {
      const found = scanExpressions(new Map([['planted.ts', text]])).literals;

      expect(found).toEqual([{ source: 'x+y', flags: 'g', places: ['planted.ts:1'] }]);
    },
  );

  it.each(['new RegExp(text)', 'RegExp(text)', 'new globalThis.RegExp(text)', "text.match('a+')"])(
    'find that %s makes one of a text',
    (text) => {
      expect(scanExpressions(new Map([['planted.ts', text]])).builtIn).toEqual(['planted.ts']);
    },
  );
});
