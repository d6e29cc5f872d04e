import { describe, expect, it } from 'vitest';
import { optionTexts } from '#infra/cdk-package/option-texts.ts';
import { options, optionTable, optionTypes } from '#infra/cdk-package/options.ts';
import { DeploymentConfig } from '#infra/config.ts';
import { missingLines } from '#test/missing-lines.ts';

const paths = options.map(({ path }) => path);

describe('the options of a deployment', () => {
  it('have a text each, those inside of others too, and no text is left of one that is gone', () => {
    expect(missingLines('infra/cdk-package/option-texts.ts', Object.keys(optionTexts), paths)).toEqual([]);
    expect(Object.keys(optionTexts).filter((path) => !paths.includes(path))).toEqual([]);
  });

  it('are those of the schema', () => {
    expect(paths.filter((path) => !path.includes('.'))).toEqual(Object.keys(DeploymentConfig.shape));
    expect(paths).toEqual(expect.arrayContaining(['domain.certificateArn', 'runnerPolicies[].projectId']));
  });

  it('are a table with types, defaults and what is required', () => {
    const rows = optionTable().split('\n');
    const row = (path: string): readonly string[] =>
      rows.flatMap((line) => (line.startsWith(`| \`${path}\` `) ? line.split('|').map((cell) => cell.trim()) : []));

    expect(new Set(rows.map((line) => line.length)).size).toBe(1);
    expect(rows).toHaveLength(paths.length + 2);
    expect(row('removal').slice(2, 4)).toEqual(['`retain` or `destroy`', '`retain`']);
    expect(row('throttle.burst').slice(2, 4)).toEqual(['integer', '`200`']);
    expect(row('vpc.subnetIds').slice(2, 4)).toEqual(['list of strings', 'required in `vpc`']);
    expect(row('runnerPolicies').slice(2, 4)).toEqual(['list of objects', '']);
    expect(row('runnerPolicies[].projectId').slice(2, 4)).toEqual(['string', 'required in `runnerPolicies`']);
  });

  it('are declarations that import nothing', () => {
    const text = optionTypes();

    expect(text).not.toContain('import');
    expect(text).toContain('  readonly logRetentionDays?: 7 | 14 | 30 | 60 | 90 | 180 | 365;\n');
    expect(text).toContain("'deployment.triggered' | 'deployment.started'");
    expect(text).toContain("export type OcoreMetric = 'Deliveries' |");
  });
});
