import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isRefName } from '#shared/contract/ref-name.ts';
import { checkPattern } from '#shared/domain/branch-mappings/branch-pattern.ts';
import { checkPathFilters, normalizePathFilters } from '#shared/domain/branch-mappings/path-filters.ts';
import { evaluateMappings } from '#shared/domain/deliveries/evaluate-mappings.ts';
import type { GitEvent } from '#shared/domain/records/git-event.ts';
import type { MappingRecord } from '#shared/domain/records/mapping.ts';
import { deploymentSummary, environmentRecord, gitEvent, mappingRecord, projectOf } from '#test/fixtures/records.ts';

const page = readFileSync(new URL('../../../../../docs/branch-mappings.md', import.meta.url), 'utf8');

const codesOf = (cell: string): readonly string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

type Row = { readonly what: string; readonly matches: readonly string[]; readonly differs: readonly string[] };
/** The lines of the table whose head begins with this word. */
const tableOf = (head: string): readonly Row[] => {
  const [, table = ''] = page.split(new RegExp(`^\\| ${head} .*\\n\\| -.*\\n`, 'm'));
  return (table.split('\n\n')[0] ?? '').split('\n').flatMap((line) => {
    const [, what = '', matches = '', differs = ''] = line.split('|');
    const [code] = codesOf(what);
    return code === undefined ? [] : [{ what: code, matches: codesOf(matches), differs: codesOf(differs) }];
  });
};

/** The outcome for a push, of a project whose one mapping deploys to Staging. */
const outcome = (mapping: Partial<MappingRecord>, event: Partial<GitEvent>): string => {
  const before = gitEvent().before;
  const environment = environmentRecord({ current: deploymentSummary({ commitSha: before, status: 'succeeded' }) });
  const project = projectOf([environment], [mappingRecord(mapping)]);
  return evaluateMappings({ project, environments: [environment] }, gitEvent(event)).outcome;
};
const ofBranch = (branchPattern: string, branch: string): string =>
  outcome({ branchPattern }, { ref: `refs/heads/${branch}` });
const ofFile = (filter: string, file: string): string => outcome({ paths: [filter] }, { files: [file] });

const patterns = tableOf('Pattern');
const filters = tableOf('Filter');

describe('the patterns of docs/branch-mappings.md', () => {
  it('are a table with lines', () => {
    expect(patterns.length).toBeGreaterThanOrEqual(10);
    expect(patterns.flatMap(({ matches }) => matches).length).toBeGreaterThanOrEqual(15);
  });

  it.each(patterns.map((row) => [row.what, row] as const))(
    '%s is taken, and decides as the page says',
    (pattern, row) => {
      expect(checkPattern(pattern, isRefName)).toEqual({ ok: true, value: pattern });
      for (const branch of row.matches) expect([branch, ofBranch(pattern, branch)]).toEqual([branch, 'deploy']);
      for (const branch of row.differs) expect([branch, ofBranch(pattern, branch)]).toEqual([branch, 'ignore']);
    },
  );
});

describe('the path filters of docs/branch-mappings.md', () => {
  it('are a table with lines', () => {
    expect(filters.length).toBeGreaterThanOrEqual(6);
  });

  it.each(filters.map((row) => [row.what, row] as const))(
    '%s is taken, and decides as the page says',
    (filter, row) => {
      expect(checkPathFilters(normalizePathFilters([filter])).ok).toBe(true);
      for (const file of row.matches) expect([file, ofFile(filter, file)]).toEqual([file, 'deploy']);
      for (const file of row.differs) expect([file, ofFile(filter, file)]).toEqual([file, 'ignore']);
    },
  );
});
