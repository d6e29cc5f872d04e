import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { bundleCli } from '#infra/bundle-cli.ts';
import { fillDeployerFolder } from '#infra/deployer-folder.ts';
import { root, runCommand } from '#test/run-command.ts';
import { stubFolder } from './stub-bundle.ts';
import { referredTo, Synthesized } from './synthesized.ts';

vi.mock('#infra/bundle.ts', () => import('./stub-bundle.ts'));

const id = (prefix: string, digit: string): string => `${prefix}_01J${digit.repeat(23)}`;
const organizationId = id('org', '1');
const projectId = id('prj', '2');
const environmentId = id('env', '3');
const command = join(root, 'docs/deploy-odoo.sh');
const apiKeySecret = 'acme/ocore-runner';
const boundary = 'arn:aws:iam::123456789012:policy/boundary';

const off = Synthesized.of();
const on = Synthesized.of({
  permissionsBoundary: boundary,
  logRetentionDays: 7,
  codeBuildDeployers: [{ organizationId, projectId, environmentId, command, apiKeySecret }],
});

const folder = mkdtempSync(join(tmpdir(), 'ocore-deployer-'));
afterAll(() => {
  for (const one of [stubFolder, folder]) rmSync(one, { recursive: true, force: true });
});

const deployers = () => {
  const found = on.templates.find((one) => one.resources.some(({ Type }) => Type === 'AWS::CodeBuild::Project'));
  if (found === undefined) throw new Error('No template holds a CodeBuild project.');
  return found.resources;
};
const roleOf = (service: string) => {
  const role = deployers().find(
    ({ Type, Properties }) =>
      Type === 'AWS::IAM::Role' && JSON.stringify(Properties.AssumeRolePolicyDocument).includes(service),
  );
  if (role === undefined) throw new Error(`No role is assumed by ${service}.`);
  return role;
};
const rightsOf = (service: string): [string, string][] => {
  const [policy] = roleOf(service).Properties.Policies as {
    PolicyDocument: { Statement: { Effect: string; Action: string | string[]; Resource: unknown }[] };
  }[];
  return (policy?.PolicyDocument.Statement ?? []).flatMap(({ Action, Resource }) =>
    [Action]
      .flat()
      .flatMap((action) => [Resource].flat().map((resource): [string, string] => [action, JSON.stringify(resource)])),
  );
};

describe('the CodeBuild deployer', () => {
  it('is off by default: no build, no rule, no role for one', () => {
    expect(off.ofType('AWS::CodeBuild::Project')).toEqual([]);
    expect(JSON.stringify(off.templates)).not.toContain('codebuild');
  });

  it('runs the command once for its environment, with the key from its secret', () => {
    const { Properties } = on.one('AWS::CodeBuild::Project');

    const source = Properties.Source as { Type: string; BuildSpec: string };
    expect(source.Type).toBe('S3');
    expect(JSON.parse(source.BuildSpec)).toMatchObject({
      phases: {
        build: {
          commands: [
            `node ocore.js runner once --project ${projectId} --environment ${environmentId} --command ./deploy`,
          ],
        },
      },
    });
    expect(Properties.Environment).toMatchObject({
      Type: 'ARM_CONTAINER',
      Image: 'public.ecr.aws/docker/library/node:24-bookworm',
      PrivilegedMode: false,
      EnvironmentVariables: [
        { Name: 'OCORE_API_URL' },
        { Name: 'OCORE_TOKEN', Type: 'SECRETS_MANAGER', Value: apiKeySecret },
      ],
    });
    expect(Properties.TimeoutInMinutes).toBe(60);
  });

  it("may read its own code, one project's deploy keys and one API key, write its log, and nothing else", () => {
    const rights = rightsOf('codebuild.amazonaws.com');

    expect(rights.map(([action]) => action).sort()).toEqual([
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      's3:GetBucketAcl',
      's3:GetBucketLocation',
      's3:GetObject',
      's3:GetObjectVersion',
      'secretsmanager:GetSecretValue',
      'secretsmanager:GetSecretValue',
    ]);
    const resources = (action: string) => rights.filter(([one]) => one === action).map(([, resource]) => resource);
    const secrets = resources('secretsmanager:GetSecretValue').map((one) => /:secret:([^"]+)"/.exec(one)?.[1]);
    expect(secrets).toEqual([`ocore/deploy-key/${organizationId}/${projectId}/*`, `${apiKeySecret}-??????`]);
    expect(resources('s3:GetObject')[0]).toMatch(/\/[0-9a-f]{64}\.zip"/);
    expect(referredTo(JSON.parse(resources('logs:PutLogEvents')[0] ?? ''))).toBe(
      deployers().find(({ Type }) => Type === 'AWS::Logs::LogGroup')?.id,
    );
    expect(deployers().filter(({ Type }) => Type === 'AWS::IAM::Policy')).toEqual([]);
  });

  it('lets the bus start its builds, and nothing else', () => {
    const project = on.one('AWS::CodeBuild::Project').id;

    const rights = rightsOf('events.amazonaws.com');

    expect(rights.map(([action, resource]) => [action, referredTo(JSON.parse(resource))])).toEqual([
      ['codebuild:StartBuild', project],
    ]);
  });

  it("holds both roles within the account's boundary, and its log as long as all others", () => {
    for (const service of ['codebuild.amazonaws.com', 'events.amazonaws.com']) {
      expect(roleOf(service).Properties.PermissionsBoundary).toBe(boundary);
    }
    const logs = deployers().filter(({ Type }) => Type === 'AWS::Logs::LogGroup');
    expect(logs.map(({ Properties }) => Properties.RetentionInDays)).toEqual([7]);
  });

  it('starts on a deployment of its environment that is queued, and when one that ran has ended', () => {
    const rules = deployers().filter(({ Type }) => Type === 'AWS::Events::Rule');

    const data = { projectId: [projectId], environmentId: [environmentId] };
    expect(rules.map(({ Properties }) => Properties.EventPattern)).toEqual([
      {
        source: ['ocore.projects'],
        'detail-type': ['deployment.triggered'],
        detail: { data: { ...data, status: ['queued'] } },
      },
      {
        source: ['ocore.projects'],
        'detail-type': ['deployment.completed', 'deployment.failed', 'deployment.cancelled', 'deployment.superseded'],
        detail: { data: { ...data, startedAt: [{ prefix: '2' }] } },
      },
    ]);
  });

  it('gives a build nothing of the event, and keeps what could not be started, with an alarm', () => {
    const queue = deployers().find(({ Type }) => Type === 'AWS::SQS::Queue')?.id;
    const targets = deployers()
      .filter(({ Type }) => Type === 'AWS::Events::Rule')
      .flatMap(({ Properties }) => Properties.Targets as { Input: string; DeadLetterConfig: unknown }[]);

    expect(targets.map(({ Input }) => Input)).toEqual(['{}', '{}']);
    expect(targets.map(({ DeadLetterConfig }) => referredTo(DeadLetterConfig))).toEqual([queue, queue]);
    const alarms = (app: Synthesized) =>
      app
        .ofType('AWS::CloudWatch::Alarm')
        .filter(({ Properties }) => Properties.MetricName === 'ApproximateNumberOfMessagesVisible');
    expect(alarms(on).length).toBe(alarms(off).length + 1);
  });
});

describe('what the build gets', () => {
  it('is the command in one file that runs without node_modules, and the deploy command', async () => {
    fillDeployerFolder(folder, command);

    const { code, stdout } = await runCommand('node', [join(folder, 'ocore.js'), '--help'], { cwd: '/' });
    const deploy = await runCommand('sh', ['-c', `[ -x "$0" ] && cmp "$0" "$1"`, join(folder, 'deploy'), command]);

    expect(code).toBe(0);
    expect(stdout).toContain('Usage: ocore');
    expect(deploy.code).toBe(0);
  });

  it('starts the processes of its own that its sources start, by the same names', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ocore-cli-'));
    try {
      mkdirSync(join(folder, 'cli/runner'), { recursive: true });
      writeFileSync(
        join(folder, 'cli/main.ts'),
        `import { spawnSync } from 'node:child_process';
         import { guard } from './runner/run-guarded.ts';
         console.log(spawnSync(process.execPath, [guard], { encoding: 'utf8' }).stdout.trim());`,
      );
      writeFileSync(
        join(folder, 'cli/runner/run-guarded.ts'),
        [
          "import { extname } from 'node:path';",
          "import { fileURLToPath } from 'node:url';",
          'const watchdog: URL = new URL(`./watchdog@{extname(import.meta.url)}`, import.meta.url);'.replace('@', '$'),
          'export const guard: string = fileURLToPath(watchdog);',
        ].join('\n'),
      );
      writeFileSync(join(folder, 'cli/runner/said.ts'), `export const said: string = 'guarded';`);
      writeFileSync(
        join(folder, 'cli/runner/watchdog.ts'),
        `import { said } from './said.ts'; await null; console.log(said);`,
      );

      bundleCli(join(folder, 'bundle'), folder);
      rmSync(join(folder, 'cli'), { recursive: true });
      const { stdout } = await runCommand('node', [join(folder, 'bundle/ocore.js')]);

      expect(stdout).toBe('guarded\n');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('cannot be made where the deploy command is no file', () => {
    expect(() => fillDeployerFolder(folder, join(root, 'nowhere.sh'))).toThrow(/nowhere\.sh is not a file/);
  });
});
