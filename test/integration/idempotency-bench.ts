import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import { keys } from '#shared/data/table/keys.ts';
import { table } from '#shared/data/table/table.ts';
import type { Answer } from '#test/call.ts';
import { realRepository } from '#test/fixtures/github.ts';
import { organizationOf, wholeTable } from './principals.ts';
import { expectStatus, TestService } from './test-service.ts';

export let service: TestService;
export let ownerId: string;

export const post = (path: string, body: unknown, key: string, token = service.token): Promise<Answer> =>
  service.api('POST', path, { token, headers: { 'idempotency-key': key }, ...(body === undefined ? {} : { body }) });

const get = async (path: string): Promise<Answer> => expectStatus(200, await service.api('GET', path));
const count = async (path: string, name: string): Promise<number> => ((await get(path)).json[name] as unknown[]).length;
export const connectBody = { repositoryUrl: realRepository.sshUrl, branch: 'main' };

/** Changes the record that a request has left, to a state that time or a crash would bring about. */
export const changeRecord = async (path: string, key: string, change: Record<string, unknown>): Promise<void> => {
  const { client, name } = table();
  const names = Object.keys(change);
  await client.send(
    new UpdateCommand({
      TableName: name,
      Key: keys.idempotency(organizationOf(service), ownerId, 'POST', path, key),
      UpdateExpression: `SET ${names.map((field) => `#${field} = :${field}`).join(', ')}`,
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: Object.fromEntries(names.map((field) => [`#${field}`, field])),
      ExpressionAttributeValues: Object.fromEntries(names.map((field) => [`:${field}`, change[field]])),
    }),
  );
};

type Case = {
  /** Makes what the call needs. */
  readonly prepare: () => Promise<{ readonly path: string; readonly body: unknown; readonly otherBody: unknown }>;
  readonly status: number;
  /** How many there are of what the call makes, where it makes something that can be counted. */
  readonly made?: (path: string) => Promise<number>;
};

export const projects = async (): Promise<number> => {
  const ids = new Set((await wholeTable()).filter((item) => item.sk === 'PROJECT').map((item) => item.id));
  return ids.size;
};

export const under = (path: string): string => path.split('/').slice(0, 4).join('/');

/** Every POST with a bearer token. */
export const cases: Record<string, Case> = {
  'creating a project': {
    status: 201,
    prepare: async () => ({
      path: '/api/projects',
      body: { name: service.freshName('Keyed'), description: 'd' },
      otherBody: { name: service.freshName('Keyed') },
    }),
    made: projects,
  },
  'cloning a project': {
    status: 201,
    prepare: async () => ({
      path: `${(await service.project()).path}/clone`,
      body: undefined,
      otherBody: { name: service.freshName('Chosen') },
    }),
    made: projects,
  },
  'creating an environment': {
    status: 201,
    prepare: async () => ({
      path: `${(await service.project()).path}/environments`,
      body: { name: 'Staging', type: 'staging', branch: 'staging' },
      otherBody: { name: 'Other', type: 'staging' },
    }),
    made: (path) => count(path, 'environments'),
  },
  'creating a mapping': {
    status: 201,
    prepare: async () => {
      const { path } = await service.project();
      const environmentId = await service.environment(path, { name: 'Staging', type: 'staging' });
      return {
        path: `${path}/branch-mappings`,
        body: { branchPattern: 'main', environmentId },
        otherBody: { branchPattern: 'other', environmentId },
      };
    },
    made: (path) => count(path, 'branchMappings'),
  },
  deploying: {
    status: 202,
    prepare: async () => ({
      path: `${(await service.connectedProject()).path}/deploy`,
      body: { branch: 'staging' },
      otherBody: { branch: 'develop' },
    }),
    made: (path) => count(`${under(path)}/deployments`, 'deployments'),
  },
  'connecting a repository': {
    status: 201,
    prepare: async () => ({
      path: `${(await service.project()).path}/repository`,
      body: connectBody,
      otherBody: { ...connectBody, branch: 'other' },
    }),
    made: async (path) =>
      service.local.secrets.names().filter((name) => name.includes(path.split('/')[3] ?? '?')).length,
  },
  'regenerating the key': {
    status: 200,
    prepare: async () => ({
      path: `${(await service.connectedProject()).path}/repository/regenerate-key`,
      body: { revokeNow: false },
      otherBody: { revokeNow: true },
    }),
    // The old key and one new one.
    made: async (path) =>
      service.local.secrets.names().filter((name) => name.includes(path.split('/')[3] ?? '?')).length - 1,
  },
  'reconfiguring the webhook': {
    status: 200,
    prepare: async () => ({
      path: `${(await service.connectedProject()).path}/repository/reconfigure-webhook`,
      body: undefined,
      otherBody: { revokeNow: true },
    }),
    made: async (path) =>
      ((await get(`${under(path)}/repository`)).json.webhook as { generation: number }).generation - 1,
  },
};

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.start();
    ownerId = ((await service.api('GET', '/api/me')).json.principal as { id: string }).id;
  });
  afterAll(() => service.stop());
};
