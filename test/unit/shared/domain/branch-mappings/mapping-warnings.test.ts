import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesPattern } from '#shared/domain/branch-mappings/branch-pattern.ts';
import { coversPattern, mappingWarnings } from '#shared/domain/branch-mappings/mapping-warnings.ts';
import type { MappingRecord } from '#shared/domain/records/mapping.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';

const mapping = (branchPattern: string, priority: number, more: Partial<MappingRecord> = {}): MappingRecord =>
  ({ branchPattern, priority, refType: 'branch', trigger: 'push', paths: [], ...more }) as MappingRecord;

const warningsOf = (subject: MappingRecord, others: readonly MappingRecord[] = [], provider = 'github') =>
  mappingWarnings(
    { branchMappings: [...others, subject], repository: { provider } } as unknown as ProjectRecord,
    subject,
  );

describe('a mapping that another one hides', () => {
  it.each([
    ['*', 'main'],
    ['**', 'feature/*'],
    ['feature/**', 'feature/*'],
    ['feature/*', 'feature/a-*'],
    ['a*', 'a*b*'],
  ])('is told so: %s comes before %s', (first, second) => {
    const [warning] = warningsOf(mapping(second, 20), [mapping(first, 10)]);

    expect(warning).toContain(`The mapping of ${first} comes first (priority 10)`);
  });

  it.each([
    ['main', '*'],
    ['*', 'feature/*'],
    ['feature/*', 'feature/**'],
    ['a*/*b', 'a**b'],
    ['main', 'main2'],
  ])('is not one that can deploy: %s comes before %s', (first, second) => {
    expect(warningsOf(mapping(second, 20), [mapping(first, 10)])).toEqual([]);
  });

  it('is not one of another kind of ref, nor one that comes first itself', () => {
    expect(warningsOf(mapping('v1', 20, { refType: 'tag' }), [mapping('*', 10)])).toEqual([]);
    expect(warningsOf(mapping('main', 5), [mapping('*', 10)])).toEqual([]);
  });

  it('never matches a name that the first pattern does not match', () => {
    const pattern = fc.array(fc.constantFrom('a', 'b', '/', '*', '**'), { minLength: 1, maxLength: 5 });
    const name = fc.array(fc.constantFrom('a', 'b', '/'), { maxLength: 6 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(pattern, pattern, name, (one, other, text) => {
        const [first, second] = [one.join(''), other.join('')];
        fc.pre(matchesPattern(second, text) && coversPattern(first, second));

        expect(matchesPattern(first, text)).toBe(true);
      }),
    );
  });
});

describe('path filters without effect', () => {
  const paths = ['addons'];

  it.each([
    ['of tags', mapping('v*', 10, { refType: 'tag', paths }), 'github', /every tag deploys/],
    ['of merges', mapping('main', 10, { trigger: 'merge', paths }), 'github', /every merge deploys/],
    ['at a provider that lists no files', mapping('main', 10, { paths }), 'gitlab', /every push deploys/],
    ['that match no file', mapping('main', 10, { paths: ['!docs'] }), 'github', /cannot exclude/],
  ])('%s are told', (_which, subject, provider, sentence) => {
    expect(warningsOf(subject, [], provider)).toEqual([expect.stringMatching(sentence)]);
  });

  it.each(['github', 'gitlab', 'bitbucket', 'gitea'])('name the credential of %s as the cure', (provider) => {
    const [warning] = warningsOf(mapping('main', 10, { trigger: 'merge', paths }), [], provider);

    expect(warning).toContain(`PUT /api/settings/git-providers/${provider}`);
  });

  it.each([
    ['of tags', mapping('v*', 10, { refType: 'tag', paths })],
    ['of merges', mapping('main', 10, { trigger: 'merge', paths })],
    ['of pushes', mapping('main', 10, { paths })],
  ])('are none, %s, where the commits can be compared', (_which, subject) => {
    const repository = { provider: 'gitlab', comparesCommits: true };

    expect(mappingWarnings({ branchMappings: [subject], repository } as unknown as ProjectRecord, subject)).toEqual([]);
  });

  it('are not those of pushes at GitHub', () => {
    expect(warningsOf(mapping('main', 10, { paths }))).toEqual([]);
  });
});
