import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { DeploymentConfig } from '#infra/config.ts';
import { alternatives, everyOption } from './every-option.ts';
import { stubFolder } from './stub-bundle.ts';
import { synthesizeInto } from './synthesized.ts';

vi.mock('#infra/bundle.ts', () => import('./stub-bundle.ts'));
const folder = mkdtempSync(join(tmpdir(), 'ocore-nag-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
  rmSync(stubFolder, { recursive: true, force: true });
});

/** What cdk-nag finds and no code acknowledges, by rule. */
const findings = (app: App): readonly string[] =>
  [new AwsSolutionsChecks(app), new ServerlessChecks(app)].flatMap((pack) =>
    pack
      .validateScope(app)
      .violations.flatMap(({ ruleName, violatingResources }) =>
        violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`),
      ),
  );

describe.each(Object.entries(alternatives))('the stacks with %s', (_, config) => {
  it('hold to AwsSolutions and Serverless, or say in the code why not', () => {
    expect(findings(synthesizeInto(folder, config, 'us-east-1'))).toEqual([]);
  });
});

describe('the config with every option', () => {
  it('has each one, so that a new option is looked at too', () => {
    const known = Object.keys(DeploymentConfig.shape);
    const missing = known.filter((name) => !(name in everyOption));
    expect(missing, 'add it to test/integration/infra/every-option.ts').toEqual(['caBundle']);
  });
});
