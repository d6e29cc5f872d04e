import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { functionFiles } from '#infra/functions.ts';
import { noticesFile } from '#infra/notices.ts';
import { freshCdkApp } from '#test/fresh-cdk-app.ts';
import { root, runCommand } from '#test/run-command.ts';
import { type ScratchRelease, scratchRelease } from '#test/scratch-release.ts';

const folder = mkdtempSync(join(tmpdir(), 'ocore-packages-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A fresh CDK app outside of the clone. */
const app = join(folder, 'app');
const installed = join(app, 'node_modules/ocore-projects-cdk');
const examples = readdirSync(join(root, 'examples'), { withFileTypes: true }).flatMap((one) =>
  one.isDirectory() ? one.name : [],
);

/** No such option, no such time to keep a log, no such event, no such metric: lines 4 to 7. */
const wrong = `import { Stack } from 'aws-cdk-lib';
import { OcoreProjects } from 'ocore-projects-cdk';
const stack = new Stack();
new OcoreProjects(stack, 'One', { logRetention: 7 });
new OcoreProjects(stack, 'Two', { logRetentionDays: 8 });
new OcoreProjects(stack, 'Three').onEvent('Typo', { types: ['deployment.fialed'] });
new OcoreProjects(stack, 'Four').metric('Delivery');
`;
const compilerOptions = {
  module: 'nodenext',
  target: 'es2024',
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: [],
};

/** Synthesizes all examples in one process, each into a folder of its own, as `cdk synth` would start them. */
const synthesizeAll = `for (const name of ${JSON.stringify(examples)}) {
  process.env.CDK_OUTDIR = ${JSON.stringify(app)} + '/' + name + '/cdk.out';
  await import(${JSON.stringify(app)} + '/' + name + '/app.ts');
}`;

const version = '97.0.0';
let release: ScratchRelease;
// One story: the packages are released and installed once.
beforeAll(async () => {
  release = await scratchRelease(folder, version);
  await freshCdkApp(folder, release.tarballs);
  for (const name of examples) cpSync(join(root, 'examples', name), join(app, name), { recursive: true });
});

const templateOf = (
  example: string,
): { readonly Resources: Record<string, { readonly Type: string; readonly Properties: unknown }> } => {
  const out = join(app, example, 'cdk.out');
  const [file = ''] = readdirSync(out).filter((name) => /^Ocore[A-Za-z]+\.template\.json$/.test(name));
  return JSON.parse(readFileSync(join(out, file), 'utf8'));
};
const typesIn = (example: string): readonly string[] =>
  Object.values(templateOf(example).Resources).map(({ Type }) => Type);

describe('a release, made for real outside of the clone', () => {
  const inScratch = (command: string, ...args: readonly string[]) => runCommand(command, args, { cwd: release.root });

  it('changes versions and changelog, and leaves nothing to generate and nothing to commit but them', async () => {
    const drift = await inScratch('npm', 'run', '--silent', 'drift');
    const { stdout } = await inScratch('git', 'status', '--porcelain');
    const added = await inScratch('git', 'diff', '--unified=0', 'CHANGELOG.md');

    expect(drift.code, drift.stderr).toBe(0);
    expect(stdout.trimEnd().split('\n')).toEqual(
      ['CHANGELOG.md', 'openapi.json', 'package-lock.json', 'package.json', 'shared/contract/version.ts'].map(
        (name) => ` M ${name}`,
      ),
    );
    expect(added.stdout).toMatch(new RegExp(`^\\+## \\[${version}\\] - \\d{4}-\\d{2}-\\d{2}$`, 'm'));
  });

  it('has checksums that hold, and packages that tell its version', async () => {
    const checked = await runCommand('sha256sum', ['--check', '--strict', 'SHA256SUMS'], {
      cwd: join(release.root, 'dist'),
    });
    const command = await runCommand(join(app, 'node_modules/.bin/ocore'), ['--version'], { cwd: app });

    expect(checked.stdout).toBe(`ocore-cli-${version}.tgz: OK\nocore-projects-cdk-${version}.tgz: OK\n`);
    expect(command.stdout.trim()).toBe(version);
    expect(JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')).version).toBe(version);
  });
});

describe('the packages, installed in a fresh CDK app outside of the clone', () => {
  it('bring what they need, and nothing of this machine', async () => {
    const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
    const bundle = readFileSync(join(installed, 'index.js'), 'utf8');
    const help = await runCommand(join(app, 'node_modules/.bin/ocore'), ['--help'], { cwd: app });

    expect(manifest).not.toHaveProperty('dependencies');
    expect(Object.keys(manifest.peerDependencies)).toEqual(['aws-cdk-lib', 'constructs']);
    expect(bundle).not.toContain(release.root);
    expect(readdirSync(installed).sort()).toEqual([
      'LICENSE',
      'NOTICE',
      'README.md',
      noticesFile,
      'cli',
      'functions',
      'index.js',
      'ocore-options.d.ts',
      'ocore-projects.d.ts',
      'package.json',
    ]);
    expect(help.stdout, help.stderr).toContain('Usage: ocore');
  });

  it('tell the licences of what each bundle holds', () => {
    const cli = readFileSync(join(app, 'node_modules/ocore-cli', noticesFile), 'utf8');
    const receiver = readFileSync(join(installed, 'functions/webhooks/receive-webhook', noticesFile), 'utf8');
    const console = readFileSync(join(installed, 'functions/meta/serve-console/console', noticesFile), 'utf8');
    const silent = functionFiles.filter(
      (file) => statSync(join(installed, 'functions', file, noticesFile)).size < 1000,
    );

    expect(silent).toEqual([]);
    expect(cli).toMatch(/^commander [\d.]+ \(MIT\)$/m);
    expect(receiver).toMatch(/^@aws-sdk\/client-dynamodb [\d.]+ \(Apache-2\.0\)$/m);
    expect(receiver).not.toMatch(/^(?:commander|react) /m);
    expect(console).toMatch(/^react-dom [\d.]+ \(MIT\)$/m);
    expect(readFileSync(join(installed, noticesFile), 'utf8')).toMatch(/^zod [\d.]+ \(MIT\)$/m);
  });

  it('have types for apps of CommonJS and of ES modules, which know what is wrong', async () => {
    const project = join(app, 'types');
    mkdirSync(project);
    for (const ending of ['cts', 'mts']) {
      writeFileSync(join(project, `wrong.${ending}`), wrong);
      for (const name of examples) cpSync(join(app, name, 'app.ts'), join(project, `${name}.${ending}`));
    }
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions }));

    const { stdout } = await runCommand(join(root, 'node_modules/.bin/tsc'), ['--project', project], { cwd: app });

    const found = [...stdout.matchAll(/^types\/([\w.-]+\(\d+),/gm)].map(([, at]) => at);
    const mistakes = (ending: string) => [4, 5, 6, 7].map((line) => `wrong.${ending}(${line}`);
    expect(found, stdout).toEqual([...mistakes('cts'), ...mistakes('mts')]);
  });

  it('synthesize every example', async () => {
    const { code, stderr } = await runCommand('node', ['--input-type=module', '--eval', synthesizeAll], { cwd: app });

    expect(code, stderr).toBe(0);
    expect(examples).toEqual(['minimal', 'own-domain-cognito', 'private-git-server']);
    expect(typesIn('minimal').filter((type) => type === 'AWS::DynamoDB::Table')).toHaveLength(1);
    expect(typesIn('own-domain-cognito')).toEqual(
      expect.arrayContaining(['AWS::ApiGatewayV2::DomainName', 'AWS::Cognito::UserPool', 'AWS::SNS::Subscription']),
    );
    expect(typesIn('private-git-server')).toEqual(
      expect.arrayContaining(['AWS::EC2::VPCEndpoint', 'AWS::EC2::VPC', 'AWS::Events::Rule']),
    );
    const assets = readdirSync(join(app, 'minimal/cdk.out')).filter((name) => name.startsWith('asset.'));
    expect(assets.length).toBeGreaterThanOrEqual(functionFiles.length);
  });
});
