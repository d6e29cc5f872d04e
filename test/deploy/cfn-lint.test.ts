import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { alternatives } from '#test/integration/infra/every-option.ts';
import { stubFolder } from '#test/integration/infra/stub-bundle.ts';
import { synthesizeInto } from '#test/integration/infra/synthesized.ts';
import { run, toolPath } from './python-tool.ts';

vi.mock('#infra/bundle.ts', () => import('../integration/infra/stub-bundle.ts'));

const folder = mkdtempSync(join(tmpdir(), 'ocore-cfn-lint-'));
afterAll(() => {
  for (const one of [folder, stubFolder]) rmSync(one, { recursive: true, force: true });
});

// CDK lets each function wait for its role, which CloudFormation does by itself.
const doubledByCdk = 'W3005';

const synthesized = Object.entries(alternatives).flatMap(([name, config]) => {
  const outdir = join(folder, name.replaceAll(' ', '-'));
  synthesizeInto(outdir, config, 'us-east-1');
  return readdirSync(outdir).flatMap((file) => (file.endsWith('.template.json') ? join(outdir, file) : []));
});

describe('the templates, with every option of the config and with none', () => {
  it('are what CloudFormation takes, says cfn-lint', () => {
    // One call: it takes longer to start than to look.
    const said = run(toolPath('cfn-lint'), ['--ignore-checks', doubledByCdk, '--', ...synthesized]);

    expect(synthesized.length).toBeGreaterThan(30);
    expect(said).toBe('');
  });
});
