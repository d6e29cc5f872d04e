import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetSecretValueCommand, ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endpoints } from '#shared/contract/endpoints.ts';
import { ServiceStatus } from '#shared/contract/service-status.ts';
import { type Answer, type CallOptions, call as callApi } from '#test/call.ts';
import { githubHeaders, realPush, realRepository } from '#test/fixtures/github.ts';
import { EventWatch } from './event-watch.ts';
import { functionName } from './function-name.ts';
import { MiniStack } from './ministack.ts';
import { presentRelease } from './release.ts';

const aws = MiniStack.create();
const folder = mkdtempSync(join(tmpdir(), 'ocore-deploy-'));
let apiId = '';
let token = '';

const target = () => ({ port: aws.port, hostHeader: `${apiId}.execute-api.localhost:${aws.port}` });
const call = (method: string, path: string, options: CallOptions = {}): Promise<Answer> =>
  callApi(target(), method, path, { token, ...options });

/** The manual's calls up to a connected project with its three environments. */
const connectedProject = async (name: string) => {
  const project = await call('POST', '/api/projects', { body: { name, description: 'Custom modules for Acme Corp' } });
  expect(project.status, project.text).toBe(201);
  const path = `/api/projects/${project.json.id}`;
  for (const [environment, type, branch] of [
    ['Production', 'production', 'main'],
    ['Staging', 'staging', 'master'],
    ['Development', 'development', 'develop'],
  ]) {
    const made = await call('POST', `${path}/environments`, { body: { name: environment, type, branch } });
    expect(made.status, made.text).toBe(201);
  }
  const repository = await call('POST', `${path}/repository`, {
    body: { repositoryUrl: realRepository.sshUrl, branch: 'main', provider: 'github' },
  });
  expect(repository.status, repository.text).toBe(201);
  return { path, webhook: repository.json.webhook as { url: string; secret: string } };
};

const deliver = (webhook: { url: string }, body: string, headers: Record<string, string>): Promise<Answer> =>
  callApi(target(), 'POST', new URL(webhook.url).pathname, { rawBody: body, headers });

const credentialsOfRole = async (description: string) => {
  const settings = {
    endpoint: aws.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const roles: { Description?: string | undefined; Arn?: string | undefined }[] = [];
  let marker: string | undefined;
  do {
    const page = await new IAMClient(settings).send(
      new ListRolesCommand(marker === undefined ? {} : { Marker: marker }),
    );
    roles.push(...(page.Roles ?? []));
    marker = page.IsTruncated === true ? page.Marker : undefined;
  } while (marker !== undefined);
  const role = roles.find((one) => one.Description === description);
  const { Credentials } = await new STSClient(settings).send(
    new AssumeRoleCommand({ RoleArn: role?.Arn ?? '', RoleSessionName: 'test' }),
  );
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
};

beforeAll(async () => {
  await aws.start(false);
  const app = ['--app', presentRelease(join(folder, 'release'))];
  aws.cdk('bootstrap', 'aws://000000000000/us-east-1', ...app);
  const outputs = join(folder, 'outputs.json');
  aws.cdk('deploy', '--all', '--require-approval', 'never', '--outputs-file', outputs, ...app);
  const written = JSON.parse(readFileSync(outputs, 'utf8')) as Record<string, Record<string, string>>;
  apiId = written['OcoreProjects-prod-Service']?.ApiId ?? '';
});

afterAll(async () => {
  await aws.remove();
  rmSync(folder, { recursive: true, force: true });
});

describe.each([
  { mode: 'with roles not enforced', slug: 'open', enforce: false },
  { mode: 'with every role enforced', slug: 'enforced', enforce: true },
])('the deployed service $mode', ({ slug, enforce }) => {
  beforeAll(async () => {
    if (enforce) {
      await aws.stop();
      await aws.start(true);
    }
    const made = JSON.parse(aws.ocore('admin', 'create-organization', '--slug', slug, '--name', 'Acme Corp'));
    token = made.apiKey;
  });

  it('queues a deployment for a real signed push, once, and refuses a forged one', async () => {
    const { path, webhook } = await connectedProject(`Push ${slug}`);
    const body = JSON.stringify(realPush());
    const headers = githubHeaders('push', body, webhook.secret);

    const forged = await deliver(webhook, body, { ...headers, 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` });
    const first = await deliver(webhook, body, headers);
    const second = await deliver(webhook, body, headers);

    expect(forged.status).toBe(401);
    expect(first.status, first.text).toBe(202);
    expect(second.status).toBe(200);
    expect(second.json).toEqual({ ...first.json, reason: `Replayed: ${first.json.reason}`, replayed: true });
    const list = await call('GET', `${path}/deployments`);
    expect((list.json.deployments as { environmentName: string }[]).map((one) => one.environmentName)).toEqual([
      'Staging',
    ]);
  });

  it('answers the calls of the manual', async () => {
    const { path } = await connectedProject(`Manual ${slug}`);

    const answers = [
      await call('POST', `${path}/repository/regenerate-key`),
      await call('POST', `${path}/repository/reconfigure-webhook`),
      await call('PUT', path, { body: { name: `Updated ${slug}` } }),
      await call('PUT', `${path}/archive`),
      await call('PUT', `${path}/unarchive`),
      await call('POST', `${path}/clone`),
      await call('GET', `${path}/branch-mappings`),
      await call('DELETE', `${path}/repository`),
      await call('DELETE', path),
    ];

    expect(answers.map((one) => `${one.status} ${one.status < 300 ? '' : one.text}`.trim())).toEqual([
      '200',
      '200',
      '200',
      '200',
      '200',
      '201',
      '200',
      '200',
      '204',
    ]);
  });

  it('purges a deleted project through stream and bus', async () => {
    const { path } = await connectedProject(`Purge ${slug}`);
    const secrets = new SecretsManagerClient({
      endpoint: aws.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const own = async () => {
      const { SecretList } = await secrets.send(new ListSecretsCommand({ MaxResults: 100 }));
      return SecretList?.filter((one) => one.Name?.includes(path.split('/')[3] ?? 'none')).length;
    };
    expect(await own()).toBe(1);

    const deleted = await call('DELETE', path);

    expect(deleted.status).toBe(204);
    expect((await call('GET', path)).status).toBe(404);
    await expect.poll(own, { interval: 200 }).toBe(0);
  });

  it('tells a queued deployment on the bus', async () => {
    const watch = new EventWatch(aws.endpoint);
    await watch.hear('deployment.triggered', `watch-${slug}`);
    const { path, webhook } = await connectedProject(`Events ${slug}`);
    const body = JSON.stringify(realPush());

    const pushed = await deliver(webhook, body, githubHeaders('push', body, webhook.secret));

    const [deploymentId] = pushed.json.deployments as string[];
    const event = await watch.heard((one) => (one.detail as { subject: string }).subject === deploymentId);
    expect(event).toMatchObject({
      source: 'ocore.projects',
      'detail-type': 'deployment.triggered',
      detail: { type: 'deployment.triggered', source: expect.stringContaining(path.split('/')[3] ?? '') },
    });
  });

  it('carries deployments out, each call with its own role', async () => {
    const { path } = await connectedProject(`Runs ${slug}`);
    const environments = (await call('GET', `${path}/environments`)).json.environments as {
      id: string;
      name: string;
    }[];
    const environment = `${path}/environments/${environments[0]?.id}`;
    const did = async (status: number, method: string, address: string, body?: unknown) => {
      const answer = await call(method, address, body === undefined ? {} : { body });
      expect(answer.status, answer.text).toBe(status);
      return answer.json;
    };
    const deploy = () => did(202, 'POST', `${path}/deploy`, { branch: 'any', environmentId: environments[0]?.id });
    const first = `${path}/deployments/${(await deploy()).id}`;
    const claim = await did(200, 'POST', `${environment}/claim`, { runner: 'aws', waitSeconds: 0 });
    const { lease } = await did(200, 'POST', `${first}/heartbeat`, { lease: (claim.lease as { token: string }).token });
    const { token } = lease as { token: string };
    const lines = [{ at: '2026-11-26T10:00:00.000Z', text: 'done' }];
    await did(204, 'POST', `${first}/logs`, { lease: token, seq: 1, lines });
    await did(204, 'POST', `${first}/complete`, { lease: token, status: 'succeeded' });

    const log = await did(200, 'GET', `${first}/logs`);
    await did(200, 'POST', `${environment}/pause`, { reason: 'Month end' });
    await did(200, 'POST', `${environment}/resume`);
    await did(200, 'PUT', environment, { approval: 'required' });
    const again = await did(202, 'POST', `${first}/redeploy`);
    await did(200, 'POST', `${path}/deployments/${again.id}/approve`, { commitSha: 'a'.repeat(40) });
    const second = await did(200, 'POST', `${environment}/claim`, { runner: 'aws', waitSeconds: 0 });
    const end = { lease: (second.lease as { token: string }).token, status: 'succeeded' };
    await did(204, 'POST', `${path}/deployments/${again.id}/complete`, end);
    const target = { environmentId: environments[1]?.id };
    const promoted = await did(202, 'POST', `${path}/deployments/${again.id}/promote`, target);
    await did(200, 'POST', `${path}/deployments/${promoted.id}/cancel`);

    expect(claim.secretStore).toBeNull();
    expect(log.lines).toHaveLength(1);
    expect(await did(200, 'GET', first)).toMatchObject({ status: 'succeeded' });
  });

  it('makes, rotates and revokes an API key, each call with its own role', async () => {
    const made = await call('POST', '/api/api-keys', {
      body: { name: `Keys ${slug}`, permissions: ['view:projects'] },
    });
    expect(made.status, made.text).toBe(201);
    const path = `/api/api-keys/${made.json.id}`;
    const answers = [
      await call('POST', `${path}/rotate`),
      await call('POST', `${path}/rotate`),
      await call('GET', path),
      await call('POST', `${path}/rotate`, { body: { revokeNow: true } }),
      await call('GET', '/api/api-keys'),
      await call('DELETE', path),
      await call('GET', path),
    ];

    expect(answers.map(({ status }) => status)).toEqual([201, 201, 200, 201, 200, 204, 404]);
  });

  it('answers on every route of the contract, never with 5xx and never as an unknown route', async () => {
    const { path, webhook } = await connectedProject(`Routes ${slug}`);
    const environments = (await call('GET', `${path}/environments`)).json.environments as { id: string }[];
    const mappings = (await call('GET', `${path}/branch-mappings`)).json.branchMappings as { id: string }[];
    const submodule = await call('POST', `${path}/repository/submodules`, {
      body: { repositoryUrl: 'git@github.com:acme/theme.git' },
    });
    const permissions = ['view:projects'];
    const idOf = async (address: string, body: unknown): Promise<string> =>
      String((await call('POST', address, { body })).json.id);
    const roleId = await idOf('/api/roles', { name: `Routes ${slug}`, permissions });
    const memberId = await idOf('/api/members/invite', { email: 'routes@acme.example', roleId: 'viewer' });
    const apiKeyId = await idOf('/api/api-keys', { name: `Routes ${slug}`, permissions });
    const params: Record<string, string> = {
      roleId,
      memberId,
      apiKeyId,
      principalId: apiKeyId,
      submoduleId: String(submodule.json.id),
      projectId: path.split('/')[3] ?? '',
      environmentId: environments[0]?.id ?? '',
      mappingId: mappings[0]?.id ?? '',
      deploymentId: 'dep_01J00000000000000000000000',
      deliveryId: 'dlv_01J00000000000000000000000',
      provider: 'github',
      hookId: new URL(webhook.url).pathname.split('/').at(-1) ?? '',
      code: 'not_found',
    };
    const bodies: Record<string, unknown> = {
      createProject: { name: `Smoke ${slug}` },
      createEnvironment: { name: 'Another', type: 'development' },
      createBranchMapping: { branchPattern: 'feature/*', environmentId: environments[2]?.id },
      startDeployment: { branch: 'develop' },
      promoteDeployment: { environmentId: environments[1]?.id },
      pauseEnvironment: { reason: 'Month end' },
      claimDeployment: { runner: 'smoke', waitSeconds: 0 },
      heartbeatDeployment: { lease: 'x' },
      appendLogs: { lease: 'x', seq: 1, lines: [{ at: '2026-11-26T10:00:00.000Z', text: 'x' }] },
      completeDeployment: { lease: 'x', status: 'succeeded' },
      simulatePush: { event: 'push', branch: 'main' },
      connectRepository: { repositoryUrl: realRepository.sshUrl },
      addSubmodule: { repositoryUrl: 'git@github.com:acme/pos.git' },
      updateAccess: { mode: 'restricted' },
      updateGrant: { level: 'deploy' },
      inviteMember: { email: 'smoke@acme.example', roleId: 'viewer' },
      updateMemberRole: { roleId },
      createRole: { name: `Smoke ${slug}`, permissions },
      createApiKey: { name: `Smoke ${slug}`, permissions: ['view:projects'] },
    };
    // Whatever removes something others need comes last.
    const order = (id: string): number =>
      [
        ...['deleteMember', 'deleteRole', 'revokeApiKey'],
        ...['deleteBranchMapping', 'deleteEnvironment', 'removeSubmodule'],
        ...['disconnectRepository', 'deleteProject'],
      ].indexOf(id);
    const rows = [...endpoints].sort((one, another) => order(one.operationId) - order(another.operationId));

    const results: string[] = [];
    for (const row of rows) {
      const address = row.path.replace(/\{([^}]+)\}/g, (_, name: string) => params[name] ?? '');
      const body = row.body === undefined ? {} : { body: bodies[row.operationId] ?? {} };
      const { status, text } = await call(row.method, address, body);
      const unknownRoute = text.includes('There is nothing at this address') || text === '{"message":"Not Found"}';
      // It asks a Git server, which no test reaches.
      const asksRemote = row.operationId === 'listRepositoryBranches' && status === 502;
      if ((status >= 500 && !asksRemote) || unknownRoute) results.push(`${row.operationId} ${status} ${text}`);
    }

    expect(results).toEqual([]);
  });

  it('handles what is due, with the role of the tick', async () => {
    await connectedProject(`Sweep ${slug}`);
    const lambda = new LambdaClient({
      endpoint: aws.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const name = await functionName(lambda, 'oCore: schedules/tick');

    const { Payload, FunctionError } = await lambda.send(new InvokeCommand({ FunctionName: name, Payload: '{}' }));

    expect(FunctionError).toBeUndefined();
    expect(JSON.parse(new TextDecoder().decode(Payload))).toMatchObject({ failed: 0 });
  });

  it('tells how it is, with the role of admin/read-status', async () => {
    const lambda = new LambdaClient({
      endpoint: aws.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const tick = await functionName(lambda, 'oCore: schedules/tick');
    await lambda.send(new InvokeCommand({ FunctionName: tick, Payload: '{}' }));

    const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: 'ocore-read-status', Payload: '{}' }));

    const status = ServiceStatus.parse(JSON.parse(new TextDecoder().decode(Payload)));
    expect(status).toMatchObject({ stage: 'prod', region: 'us-east-1', lastTick: { state: 'read' } });
    const unread = status.findings.filter(({ problem }) => problem.includes('could not be read'));
    // Where roles are enforced, so is TLS to the queues, which the emulator does not speak; and it checks DescribeAlarms on all
    // alarms of the account, where AWS checks it on those that are named.
    const notOnEmulator = enforce ? [...status.queues.map(({ name }) => `queue ${name}`), 'alarms'] : [];
    expect(unread.map(({ part }) => part)).toEqual(notOnEmulator);
  });

  it('serves the console: its page, a deep link and an asset, with their headers', async () => {
    const html = { accept: 'text/html' };
    const page = await callApi(target(), 'GET', '/', { headers: html });
    const link = await callApi(target(), 'GET', '/projects/prj_1/branches', { headers: html });
    const lost = await callApi(target(), 'GET', '/nowhere', { headers: html });
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(page.text)?.[1] ?? '';
    const asset = await callApi(target(), 'GET', script, { headers: { 'accept-encoding': 'br' } });
    const missing = await callApi(target(), 'GET', '/assets/..%2findex.js', { headers: html });

    expect([page.status, link.status, lost.status, asset.status]).toEqual([200, 200, 404, 200]);
    for (const one of [page, link, lost]) {
      expect(one.headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-cache',
        'content-security-policy': expect.stringMatching(/^default-src 'none'; script-src 'self'; .*'nonce-[^']+'/),
        'strict-transport-security': 'max-age=31536000',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      });
    }
    expect(asset.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'content-encoding': 'br',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
    });
    expect(missing.json.code).toBe('not_found');
  });

  it('answers problems for an unknown path and a wrong method', async () => {
    const unknown = await call('GET', '/api/nothing');
    const wrong = await call('PATCH', '/api/projects');

    expect(unknown.json.code).toBe('not_found');
    expect(wrong.status).toBe(405);
    expect(wrong.headers.allow).toBe('GET, POST');
  });

  // Where roles are enforced, so is TLS to that queue, which the emulator does not speak.
  if (!enforce) {
    it('puts a record aside of which no event can be made, and tells what comes after it', async () => {
      const watch = new EventWatch(aws.endpoint);
      await watch.hear('project.created', 'watch-poison');
      const poisoned = 'prj_01J00000000000000000000000';
      await watch.poison(poisoned);

      const { path } = await connectedProject('Past the poison');

      const id = path.split('/')[3];
      expect(await watch.heard((one) => (one.detail as { subject: string }).subject === id)).toBeDefined();
      const lambda = new LambdaClient({
        endpoint: aws.endpoint,
        region: 'us-east-1',
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      });
      const publisher = await functionName(lambda, 'oCore: events/publish-events');
      const letter = await watch.deadLetter(publisher, (one) => JSON.stringify(one).includes(poisoned));
      expect(letter).toMatchObject({ reason: expect.stringContaining('TypeError') });
    });
  }

  if (enforce) {
    it('denies every secret to the role that reads projects', async () => {
      await connectedProject('Denied');
      const settings = { endpoint: aws.endpoint, region: 'us-east-1' };
      const admin = new SecretsManagerClient({
        ...settings,
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      });
      const names =
        (await admin.send(new ListSecretsCommand({ MaxResults: 100 }))).SecretList?.map((one) => one.Name ?? '') ?? [];
      const reader = new SecretsManagerClient({
        ...settings,
        credentials: await credentialsOfRole('oCore: projects/get-project'),
      });

      const outcomes = await Promise.all(
        names.map((name) =>
          reader.send(new GetSecretValueCommand({ SecretId: name })).then(
            () => `${name} was read`,
            (error: Error) => error.name,
          ),
        ),
      );

      expect(names).toContain('ocore/root-key');
      expect(names.some((name) => name.startsWith('ocore/deploy-key/'))).toBe(true);
      expect(new Set(outcomes)).toEqual(new Set(['AccessDeniedException']));
    });
  }
});
