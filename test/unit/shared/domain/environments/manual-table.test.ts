import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CreateEnvironmentBody } from '#shared/contract/environment.ts';
import { isRefName } from '#shared/contract/ref-name.ts';
import { newEnvironment } from '#shared/domain/environments/new-environment.ts';
import { withEnvironment } from '#shared/domain/environments/with-environment.ts';
import { presentProjectToAll } from '#shared/domain/projects/present-project.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import { actor, environmentId, mappingId, now, projectRecord } from '#test/fixtures/records.ts';

const manual = readFileSync(new URL('../../../../fixtures/manual-projects.txt', import.meta.url), 'utf8');

type Row = { readonly branch: string; readonly environment: string; readonly behavior: string };

/** The rows of the manual's one table, as they stand in its text: `main | Production | Deploy on merge |`. */
const rows = manual.split('\n').flatMap((line): Row[] => {
  const [branch, environment, behavior] = line.split('|').map((cell) => cell.trim());
  return branch && environment && behavior?.startsWith('Deploy on') ? [{ branch, environment, behavior }] : [];
});

const withRow = (project: ProjectRecord, row: Row, n: number): ProjectRecord => {
  const body = CreateEnvironmentBody.parse({
    name: row.environment,
    type: row.environment.toLowerCase(),
    branch: row.branch,
  });
  const environment = newEnvironment(environmentId(n), body, project, actor, now);
  if (!environment.ok) throw new Error(environment.refusal.detail);
  const after = withEnvironment(project, environment.value, row.branch, mappingId(n), actor, now, isRefName);
  if (!after.ok) throw new Error(after.refusal.detail);
  return after.value;
};

describe("the manual's table of branches", () => {
  it('has the three rows that the manual shows', () => {
    expect(rows.map((row) => row.branch)).toEqual(['main', 'staging', 'develop']);
  });

  it('comes out of three environments that are made with its branches, and nothing else does', () => {
    const project = rows.reduce((before, row, index) => withRow(before, row, index + 1), projectRecord());

    const mappings = presentProjectToAll(project).branchMappings;
    const shown = mappings.map(({ branchPattern, environmentName, behavior }) => ({
      branch: branchPattern,
      environment: environmentName,
      behavior,
    }));
    expect(shown).toEqual(rows);
    expect(mappings.map((mapping) => [mapping.refType, mapping.trigger, mapping.priority, mapping.autoDeploy])).toEqual(
      [
        ['branch', 'merge', 10, true],
        ['branch', 'push', 20, true],
        ['branch', 'push', 30, true],
      ],
    );
  });
});
