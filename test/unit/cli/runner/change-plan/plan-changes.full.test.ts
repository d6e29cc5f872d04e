import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChangePlanBody } from '#shared/contract/runner.ts';
import { planChanges } from '../../../../../cli/runner/change-plan/plan-changes.ts';
import { inFolders, manifest, plan, planIn, tree } from './plan-changes-bench.ts';

describe('a plan of a very large change', () => {
  const names = Array.from({ length: 2000 }, (_, index) => `${'m'.repeat(60)}${String(index).padStart(4, '0')}`);
  const trees = (version: string) => Object.fromEntries(names.map((name) => [name, manifest(version)]));
  const files = names.flatMap((name) => [`${name}/models/${'x'.repeat(500)}.py`]);

  it('stays under 40 KB and tells how much more there is, while every module is updated', () => {
    const before = tree(inFolders(trees('1'.repeat(32))));
    const after = { ...tree(inFolders(trees('2'.repeat(32)))), leftOut: 7 };

    const { changePlan, modules } = planChanges(before, after, null);

    expect(modules).toEqual(names);
    expect(changePlan.modules).toHaveLength(100);
    expect(changePlan.versionBumps).toHaveLength(100);
    expect(changePlan.warnings).toEqual([
      '7 more modules were not read: update them by hand.',
      '1900 more modules are updated.',
      '1900 more modules changed their version.',
    ]);
    expect(JSON.stringify(changePlan).length).toBeLessThan(40_000);
  });

  it('stays under 40 KB with a warning for each module', () => {
    const { changePlan } = plan({ files, before: trees('1.0'), after: trees('1.0') });

    expect(changePlan.warnings).toHaveLength(50);
    expect(changePlan.warnings.at(-1)).toBe('And 1952 more warnings.');
    expect(JSON.stringify(changePlan).length).toBeLessThan(40_000);
  });

  it('is one that the service takes, whatever folders are called and versions are', () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 120 }).map((one) => one.replaceAll('/', '_'));
    const versions = fc.tuple(text, text).map((all) => all.map((one) => one.replace(/['\\\n\r]/g, '')));
    fc.assert(
      fc.property(fc.uniqueArray(text, { minLength: 1, maxLength: 60 }), versions, (folders, [from = '', to = '']) => {
        const at = (version: string) => Object.fromEntries(folders.map((name) => [name, manifest(version)]));
        const { changePlan } = plan({
          files: folders.map((name) => `${name}/models/a.py`),
          before: at(from),
          after: at(to),
        });
        expect(ChangePlanBody.safeParse(changePlan)).toMatchObject({ success: true });
      }),
      { numRuns: 200, seed: 7 },
    );
  });

  it('shows no character that steers a terminal or reorders text', () => {
    const { warnings } = planIn({ sale_x: manifest('1.0') }, 'sale_x/models/\u001b[2J\n\u202e.py');

    expect(warnings[0]).toContain('sale_x: models/?[2J??.py changed');
  });
});
