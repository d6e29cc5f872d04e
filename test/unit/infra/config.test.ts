import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prefixOf, readConfig, rootSecretName } from '#infra/config.ts';
import { Authority } from '#test/fixtures/authority.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ocore-config-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const fileOf = (content: unknown): string => {
  const file = join(folder, 'config.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
};
const read = (context: Readonly<Record<string, unknown>>) => readConfig((name) => context[name]);
const readFile = (content: unknown) => read({ config: fileOf(content) });
const problemsOf = (content: unknown): string => {
  try {
    readFile(content);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('It was accepted.');
};

const keyArn = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const typedId = (prefix: string): string => `${prefix}_01J${'0'.repeat(23)}`;
const deployer = {
  organizationId: typedId('org'),
  projectId: typedId('prj'),
  environmentId: typedId('env'),
  command: './deploy.sh',
  apiKeySecret: 'acme/ocore-runner',
};

describe('readConfig', () => {
  it('requires nothing', () => {
    expect(read({})).toEqual({
      stage: 'prod',
      logRetentionDays: 30,
      removal: 'retain',
      tags: {},
      throttle: { ratePerSecond: 100, burst: 200 },
      runnerPolicies: [],
      codeBuildDeployers: [],
      data: {},
      receiver: {},
      tracing: false,
    });
  });

  it('requires nothing in the file either', () => {
    expect(readFile({})).toEqual(read({}));
  });

  it('reads everything from a file', () => {
    const config = {
      stage: 'dev',
      domain: { name: 'ocore.example.com', certificateArn: 'arn:aws:acm:eu-central-1:1:certificate/x' },
      alarmEmail: 'ops@example.com',
      logRetentionDays: 90,
      eventArchiveDays: 30,
      data: { tableName: 'ocore-restored', rootSecretName: 'ocore/root-key-of-before' },
      receiver: { reservedConcurrency: 5, provisionedConcurrency: 2 },
      tracing: true,
      encryption: { kms: true },
      originSecret: { publicUrl: 'https://ocore.example.com', sha256: ['0'.repeat(64), '1'.repeat(64)] },
      vpc: {
        vpcId: 'vpc-0123456789abcdef0',
        subnetIds: ['subnet-0123456789abcdef0'],
        securityGroupIds: ['sg-0123456789abcdef0'],
        endpointRouteTableIds: ['rtb-0123456789abcdef0'],
      },
      removal: 'destroy',
      permissionsBoundary: 'arn:aws:iam::1:policy/x',
      tags: { team: 'platform' },
      throttle: { ratePerSecond: 10, burst: 20 },
      runnerPolicies: [{ organizationId: deployer.organizationId, projectId: deployer.projectId }],
      codeBuildDeployers: [{ ...deployer, image: 'acme/deployer:1', timeoutMinutes: 30, keyArns: [keyArn] }],
    };

    expect(readFile(config)).toEqual(config);
  });

  it('takes a file with the certificate of an authority, and no other file', () => {
    const authority = new Authority();
    try {
      expect(readFile({ caBundle: authority.file }).caBundle).toBe(authority.file);
      for (const caBundle of [join(folder, 'missing.pem'), fileOf('{}')]) {
        expect(() => read({ config: fileOf({ caBundle }) })).toThrow(/- caBundle: must be the path of a file with PEM/);
      }
    } finally {
      authority.remove();
    }
  });

  it('lets -c stage win over the file', () => {
    expect(read({ config: fileOf({ stage: 'dev' }), stage: 'test' }).stage).toBe('test');
  });

  it('lists every problem at once', () => {
    const message = problemsOf({
      stage: 'Prod!',
      domain: { name: 'x' },
      alarmEmail: 'nobody',
      logRetentionDays: 8,
      removal: 'maybe',
      permissionsBoundary: 'x',
      tags: { a: 1 },
      throttle: { burst: 0, rate: 1 },
      colour: 'red',
    });

    for (const at of [
      'stage',
      'domain.name',
      'domain.certificateArn',
      'alarmEmail',
      'logRetentionDays',
      'removal',
      'permissionsBoundary',
      'tags.a',
      'throttle.burst',
      'throttle.rate',
      'colour',
    ]) {
      expect(message).toContain(`\n- ${at}: `);
    }
    expect(message).toContain('colour: unknown; known are stage, domain');
  });

  it('tells each mistake in the ids of a private network', () => {
    const subnet = 'subnet-0123456789abcdef0';
    const message = problemsOf({
      vpc: { vpcId: 'main', subnetIds: [subnet, subnet], securityGroupIds: [], zone: 'a' },
    });

    for (const problem of [
      'vpc.vpcId: must be the id of a VPC, such as vpc-0123456789abcdef0',
      'vpc.subnetIds: must name each once',
      'vpc.securityGroupIds: must have at least one entry',
      'vpc.zone: unknown',
    ]) {
      expect(message).toContain(`\n- ${problem}`);
    }
  });

  it.each([{ kms: true }, { keyArn }, { keyArn: keyArn.replace(/[^/]+$/, `mrk-${'0'.repeat(32)}`) }])(
    'takes the encryption %j',
    (encryption) => {
      expect(readFile({ encryption }).encryption).toEqual(encryption);
    },
  );

  it.each([
    [{}, 'encryption: must have either kms or keyArn'],
    [{ kms: true, keyArn }, 'encryption: must have either kms or keyArn'],
    [{ kms: false }, 'encryption.kms: must be true'],
    [{ keyArn: 'alias/ocore' }, 'encryption.keyArn: must be the ARN of a KMS key, not of an alias'],
    [{ keyArn: keyArn.replace('key/', 'alias/') }, 'encryption.keyArn: must be the ARN of a KMS key, not of an alias'],
    [{ key: keyArn }, 'encryption.key: unknown'],
  ])('refuses the encryption %j', (encryption, problem) => {
    expect(problemsOf({ encryption })).toContain(`\n- ${problem}`);
  });

  it.each([
    [{ sha256: [] }, 'originSecret.sha256: must have at least one entry'],
    [{ sha256: ['the secret itself'] }, 'originSecret.sha256.0: must be a SHA-256'],
    [{ sha256: Array(3).fill('0'.repeat(64)) }, 'originSecret.sha256: must have at most 2 entries'],
    [{ publicUrl: 'http://ocore.example.com' }, 'originSecret.publicUrl: must be an https address'],
    [{ publicUrl: 'https://ocore.example.com/' }, 'originSecret.publicUrl: must be an https address'],
  ])('refuses the server before the API %j', (wrong, problem) => {
    const originSecret = { publicUrl: 'https://ocore.example.com', sha256: ['0'.repeat(64)], ...wrong };

    expect(problemsOf({ originSecret })).toContain(`\n- ${problem}`);
  });

  it('names each project of runners once', () => {
    const project = { organizationId: deployer.organizationId, projectId: deployer.projectId };

    expect(problemsOf({ runnerPolicies: [project, project] })).toContain(
      '- runnerPolicies: must name each project once',
    );
  });

  it('lists a rule over several fields beside the problems of single ones', () => {
    const message = problemsOf({ removal: 'destroy', alarmEmail: 'x', colour: 1 });

    expect(message.match(/^- /gm)?.length).toBe(3);
    expect(message).toContain('- removal: must be retain for the stage prod');
  });

  it('fills in what a CodeBuild deployer does not say', () => {
    expect(readFile({ codeBuildDeployers: [deployer] }).codeBuildDeployers).toEqual([
      { ...deployer, image: 'public.ecr.aws/docker/library/node:24-bookworm', timeoutMinutes: 60, keyArns: [] },
    ]);
  });

  it.each([
    ['codeBuildDeployers.0.projectId', [{ ...deployer, projectId: 'prj_1; id' }]],
    ['codeBuildDeployers.0.apiKeySecret', [{ ...deployer, apiKeySecret: 'a*' }]],
    ['codeBuildDeployers.0.apiKeySecret', [{ ...deployer, apiKeySecret: 'ocore/root-key' }]],
    ['codeBuildDeployers.0.apiKeySecret', [{ ...deployer, apiKeySecret: 'ocore-dev/root-key' }]],
    ['codeBuildDeployers.0.command', [{ ...deployer, command: '' }]],
    ['codeBuildDeployers.0.token', [{ ...deployer, token: 'ocore_x' }]],
    ['codeBuildDeployers', [deployer, deployer]],
    ['codeBuildDeployers', Array.from({ length: 21 }, () => deployer)],
  ])('says what is wrong with %s', (at, codeBuildDeployers) => {
    expect(problemsOf({ codeBuildDeployers })).toContain(`\n- ${at}: `);
  });

  it('lets every stage but prod go with its data', () => {
    expect(readFile({ stage: 'dev', removal: 'destroy' }).removal).toBe('destroy');
  });

  it.each(['{', '', 'stage: dev'])('says which file is no JSON: %j', (content) => {
    expect(problemsOf(content)).toMatch(/^The config file .*config\.json cannot be read as JSON\.$/);
  });

  it.each(['[]', '"dev"', 'null', '1'])('says which file holds no object: %s', (content) => {
    expect(problemsOf(content)).toMatch(/^The config file .*config\.json does not hold a JSON object\.$/);
  });

  it('says which file is not there, and keeps the cause', () => {
    const attempt = (): unknown => read({ config: join(folder, 'missing.json') });

    expect(attempt).toThrow(/missing\.json cannot be read/);
    expect(attempt).toThrow(expect.objectContaining({ cause: expect.objectContaining({ code: 'ENOENT' }) }) as Error);
  });

  it.each(['dev', 'a', 'a-1', 'x'.repeat(20)])('takes the stage %s', (stage) => {
    expect(read({ stage }).stage).toBe(stage);
  });

  it.each(['', 'Dev', '1a', '-a', 'a_b', 'a b', 'x'.repeat(21), 'dev\n'])('refuses the stage %j', (stage) => {
    expect(() => read({ stage })).toThrow('stage: must have 1 to 20 lower-case letters, digits and dashes');
  });
});

describe('names that have to be known from outside', () => {
  it('bear the stage where it is not prod', () => {
    expect(prefixOf({ stage: 'prod' })).toBe('ocore');
    expect(prefixOf({ stage: 'dev' })).toBe('ocore-dev');
    expect(rootSecretName({ stage: 'prod' })).toBe('ocore/root-key');
    expect(rootSecretName({ stage: 'dev' })).toBe('ocore-dev/root-key');
  });

  it('of one stage never begin with those of another', () => {
    const stage = fc.stringMatching(/^[a-z][a-z0-9-]{0,3}$/).map((name) => read({ stage: name }).stage);
    const few = fc.constantFrom('prod', 'a', 'a-', 'a-b', 'ocore');

    fc.assert(
      fc.property(fc.oneof(stage, few), fc.oneof(stage, few), (one, other) => {
        fc.pre(one !== other);
        expect(rootSecretName({ stage: other }).startsWith(`${prefixOf({ stage: one })}/`)).toBe(false);
      }),
    );
  });
});

describe('how people sign in', () => {
  const issuer = { issuer: 'https://login.acme.example/', clientId: 'ocore', audience: 'https://ocore.acme.example' };

  it.each([
    [{ cognito: true }],
    [issuer],
    [{ ...issuer, discoveryUrl: 'https://keys.acme.example/openid', scopes: ['openid', 'email', 'groups'] }],
    [{ ...issuer, authorizationParameters: { resource: 'https://ocore.acme.example' } }],
  ])('may be %j', (auth) => {
    expect(readFile({ auth }).auth).toEqual(auth);
  });

  it.each([
    [{}, 'auth.issuer: must be set, or cognito in the place of all'],
    [{ cognito: false }, 'auth.cognito: must be true, or left out'],
    [{ cognito: true, issuer: issuer.issuer }, 'auth.issuer: must be left out with cognito, which sets it'],
    [{ ...issuer, clientId: undefined }, 'auth.clientId: must be set, or cognito in the place of all'],
    [
      { ...issuer, audience: 'ocore' },
      'auth.audience: must differ from clientId: ID tokens would pass as access tokens',
    ],
    [
      { ...issuer, issuer: 'http://127.0.0.1:9000' },
      'auth.issuer: must be an https address, without query and fragment',
    ],
    [{ ...issuer, issuer: 'login.acme.example' }, 'auth.issuer: must be an https address, without query and fragment'],
    [{ ...issuer, discoveryUrl: 'https://x.example/?a' }, 'auth.discoveryUrl: must be an https address'],
    [{ ...issuer, clientId: 'two words' }, 'auth.clientId: must have 1 to 1,000 characters, without spaces'],
    [{ ...issuer, scopes: ['openid'] }, 'auth.scopes: must hold openid and email'],
    [
      { ...issuer, authorizationParameters: { state: 'x' } },
      'auth.authorizationParameters: must hold names of letters',
    ],
    [{ ...issuer, secret: 'x' }, 'auth.secret: unknown'],
  ])('is not %j', (auth, problem) => {
    expect(problemsOf({ auth })).toContain(problem);
  });
});
