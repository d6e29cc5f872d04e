import { createHmac, createSecretKey } from 'node:crypto';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { Webhooks } from '@octokit/webhooks';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { projectItem } from '#shared/data/items/project-item.ts';
import { keys } from '#shared/data/table/keys.ts';
import { table } from '#shared/data/table/table.ts';
import { secretsManager } from '#shared/secrets/client.ts';
import { hookIdOf, webhookSecret } from '#shared/secrets/webhook-secret.ts';
import { githubHeaders, realPush } from '#test/fixtures/github.ts';
import {
  newOrganization,
  sampleEnvironment,
  sampleMapping,
  sampleProject,
  sampleRepository,
} from '#test/integration/data/sample-records.ts';
import { percentile } from './percentile.ts';

// Run in a process of its own, whose standard error goes nowhere: a mapped push of 8.8 KB through the receiver, the AWS
// clients stubbed, beside the bare HMAC of the same bytes and what octokit takes to verify and dispatch them. Writes
// medians in microseconds: of the whole handler, of what it does before it first asks AWS (proof and reading), of the HMAC
// and of octokit.
const bodyBytes = 8800;
const warmUp = 2000;
const calls = 4000;

const root = { current: 1, versions: new Map([[1, 'r'.repeat(64)]]) };
const project = sampleProject(newOrganization());
const environment = sampleEnvironment(project);
const repository = sampleRepository(project, {
  fullName: 'Codertocat/Hello-World',
  providerRepositoryId: '186853002',
  reportedBranch: 'master',
});
const mapped = {
  ...project,
  branchMappings: ['main', 'staging', 'develop'].map((branchPattern, index) =>
    sampleMapping(environment, { branchPattern, priority: 10 * index }),
  ),
  environments: { [environment.id]: { name: environment.name, type: environment.type } },
};
const { organizationId, projectId, provider, connectionId, generation } = repository;
const hook = {
  rootKeyVersion: 1,
  provider,
  proof: 'body-hmac' as const,
  organizationId,
  projectId,
  connectionId,
  generation,
};
const items = [
  projectItem(mapped),
  // As the item is stored.
  {
    ...repository,
    sweep: repository.reconciliation,
    deliveredGeneration: 1,
    ...keys.repository(organizationId, projectId),
  },
  { ...environment, ...keys.environment(organizationId, projectId, environment.id) },
];

const push = { ...realPush(), ref: 'refs/heads/staging' };
const padding = 'x'.repeat(Math.max(0, bodyBytes - JSON.stringify({ ...push, padding: '' }).length));
const body = JSON.stringify({ ...push, padding });
const secret = webhookSecret(root, hook);
const hookId = hookIdOf(root, hook);
const headers = githubHeaders('push', body, secret);
const event = {
  body,
  isBase64Encoded: false,
  headers,
  pathParameters: { provider: 'github', hookId },
  requestContext: { requestId: 'bench', http: { sourceIp: '127.0.0.1' } },
} as unknown as APIGatewayProxyEventV2;

Object.assign(process.env, {
  TABLE_NAME: 'ocore',
  PUBLIC_URL: 'https://ocore.example.com',
  ROOT_SECRET_ID: 'ocore/root-key',
  AWS_REGION: 'eu-central-1',
  // As deployed: each line is written with its metrics.
  OCORE_STAGE: 'prod',
});
let firstCall = 0n;
const answer = async (command: unknown) => {
  if (firstCall === 0n) firstCall = process.hrtime.bigint();
  return command instanceof QueryCommand ? { Items: items } : {};
};
Object.assign(table().client, { send: answer });
const SecretString = JSON.stringify({ current: 1, '1': root.versions.get(1) });
Object.assign(secretsManager(), { send: async () => ({ SecretString }) });
const { handler } = await import('#functions/webhooks/receive-webhook.ts');

const since = (began: bigint, ended = process.hrtime.bigint()): number => Number(ended - began) / 1000;

const { statusCode } = await handler(event);
if (statusCode !== 202) throw new Error(`The receiver answers ${statusCode}: nothing was measured.`);

const bytes = Buffer.from(body);
const key = createSecretKey(Buffer.from(secret));
const timeHmac = (): number => {
  const began = process.hrtime.bigint();
  createHmac('sha256', key).update(bytes).digest();
  return since(began);
};

const samples = {
  whole: [] as number[],
  beforeAws: [] as number[],
  hmac: [] as number[],
  octokit: [] as number[],
  octokitHmac: [] as number[],
};
// Turn by turn, so that a busy moment of the machine falls on both.
for (let count = 0; count < warmUp + calls; count += 1) {
  firstCall = 0n;
  const began = process.hrtime.bigint();
  await handler(event);
  const whole = since(began);
  const hmac = timeHmac();
  if (count < warmUp) continue;
  samples.whole.push(whole);
  samples.beforeAws.push(since(began, firstCall));
  samples.hmac.push(hmac);
}

const octokit = new Webhooks({ secret });
let dispatched = 0;
octokit.on('push', () => {
  dispatched += 1;
});
const signature = headers['x-hub-signature-256'] ?? '';
// In turns of its own: between two of ours it would take the processor's caches from us.
for (let count = 0; count < warmUp + calls; count += 1) {
  const began = process.hrtime.bigint();
  await octokit.verifyAndReceive({ id: 'bench', name: 'push', payload: body, signature });
  const took = since(began);
  const hmac = timeHmac();
  if (count < warmUp) continue;
  samples.octokit.push(took);
  samples.octokitHmac.push(hmac);
}
if (dispatched !== warmUp + calls) throw new Error('octokit did not take each delivery: nothing was compared.');
const medians = Object.entries(samples).map(([name, times]) => [name, percentile(times, 0.5)]);
process.stdout.write(JSON.stringify(Object.fromEntries(medians)));
