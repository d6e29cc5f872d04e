import { describe, expect, it } from 'vitest';
import { readManifest } from '../../../../../cli/runner/change-plan/manifest.ts';
import { manifestProblem } from '../../../../../cli/runner/change-plan/manifest-problem.ts';

const problem = (text: string, series: string | null): string | null =>
  manifestProblem(readManifest(Buffer.from(text)), series);

describe('a version', () => {
  it.each([
    ['17.0', '1.0'],
    ['17.0', '17.0.1.0.0'],
    ['saas-17.2', 'saas~17.2.1.0'],
    ['18.0', '1.0'],
    ['18.0', '18.0.1.0.0'],
    ['18.0', 'x.y.1.0.0'],
    ['19.0', '1.0.0.1'],
    ['16.0', 'anything'],
    [null, 'anything'],
  ])('in Odoo %s may be %s', (series, version) => {
    expect(problem(`{'version': '${version}'}`, series)).toBeNull();
  });

  it.each([
    ['17.0', '1', 'is neither x.y, x.y.z, 17.0.x.y nor 17.0.x.y.z'],
    ['17.0', '1.0.0.1', 'is neither x.y, x.y.z, 17.0.x.y nor 17.0.x.y.z'],
    ['17.0', '1.0a', 'is neither x.y, x.y.z, 17.0.x.y nor 17.0.x.y.z'],
    ['18.0', '1', 'is not made of two to five numbers'],
    ['18.0', '18.0.1.0.0.1', 'is not made of two to five numbers'],
    ['18.0', '1.beta', 'is not made of two to five numbers'],
    ['19.0', 'x.y.1.0.0', 'is not made of two to five numbers'],
  ])('in Odoo %s must not be %s', (series, version, rule) => {
    expect(problem(`{'version': '${version}'}`, series)).toBe(`version "${version}" ${rule}`);
  });

  it.each(['1.0', 'None', '18'])('must be in quotes, not %s', (value) => {
    expect(problem(`{'version': ${value}}`, null)).toBe('version is not a text in quotes');
  });

  it('of a module that is not installable may be any text', () => {
    expect(problem("{'version': 'x', 'installable': False}", '18.0')).toBeNull();
  });
});

describe('auto_install', () => {
  it('names dependencies', () => {
    expect(problem("{'depends': ['a', 'b'], 'auto_install': ['a']}", '18.0')).toBeNull();
    expect(problem("{'depends': ['a', 'b'], 'auto_install': True}", '18.0')).toBeNull();
  });

  it('must not name others', () => {
    expect(problem("{'depends': ['a'], 'auto_install': ('a', 'c')}", '18.0')).toBe(
      'auto_install names c, which depends does not',
    );
  });
});
