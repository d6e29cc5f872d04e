import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { functionFiles, furtherFunctions, localFunctions } from '#infra/functions.ts';
import { permissions } from '#infra/permissions.ts';
import { allowedMethods } from '#shared/contract/allowed-methods.ts';
import type { Endpoint } from '#shared/contract/endpoint.ts';
import { endpoints, rows } from '#shared/contract/endpoints.ts';
import { functionFile } from '#shared/contract/function-file.ts';

const folder = new URL('../../../../functions/', import.meta.url);

const filesOnDisk = (): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => name.replace(/\.ts$/, ''))
    .sort();

const isWrite = (row: Endpoint): boolean => row.method !== 'GET';

describe('the endpoint table and the function files', () => {
  it('has a file for every row', () => {
    const onDisk = new Set(filesOnDisk());

    const missing = endpoints.map(functionFile).filter((file) => !onDisk.has(file));

    expect(missing.map((file) => `Write the handler in functions/${file}.ts.`)).toEqual([]);
  });

  it('has a row, or a place among the further functions, for every file', () => {
    const known = new Set<string>([...endpoints.map(functionFile), ...furtherFunctions, ...localFunctions]);

    const strays = filesOnDisk().filter((file) => !known.has(file));

    expect(strays.map((file) => `Add a row for functions/${file}.ts to shared/contract/endpoints.`)).toEqual([]);
  });

  it('names no further function that does not exist or is a row', () => {
    const onDisk = new Set(filesOnDisk());
    const ofRows = new Set(endpoints.map(functionFile));

    const wrong = furtherFunctions.filter((file) => !onDisk.has(file) || ofRows.has(file));

    expect(wrong).toEqual([]);
  });

  it('lists each function once for the bundle', () => {
    expect([...functionFiles, ...localFunctions].sort()).toEqual(filesOnDisk());
  });
});

describe('the endpoint table', () => {
  it('has operation ids and routes that are unique', () => {
    const ids = endpoints.map((row) => row.operationId);
    const routes = endpoints.map((row) => `${row.method} ${row.path.replace(/\{[^}]+\}/g, '{}')}`);

    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(routes).size).toBe(routes.length);
  });

  it('exports each row under its operation id', () => {
    expect(Object.keys(rows)).toEqual(endpoints.map((row) => row.operationId));
  });

  it('is public only where the design says so', () => {
    const open = endpoints.filter((row) => row.access === 'public').map((row) => row.operationId);

    expect(open.sort()).toEqual([
      'acceptInvitation',
      'getHealth',
      'getOpenapi',
      'getProblemPage',
      'getWellKnown',
      'receiveWebhook',
    ]);
  });

  it('asks no write for a permission that only lets one look', () => {
    const weak = endpoints.filter(
      (row) => isWrite(row) && typeof row.access === 'object' && row.access.permission.startsWith('view:'),
    );

    // It only tells what a push would do.
    expect(weak.map((row) => row.operationId)).toEqual(['simulatePush']);
  });

  it('takes a body on POST and PUT only', () => {
    const odd = endpoints.filter((row) => row.body !== undefined && row.method !== 'POST' && row.method !== 'PUT');

    expect(odd.map((row) => row.operationId)).toEqual([]);
  });

  it('lets one read alone use a deploy key', () => {
    const reads = endpoints.filter((row) => !isWrite(row)).map(functionFile);

    expect(reads.filter((file) => permissions[file]?.deployKeys !== undefined)).toEqual([
      'repository/list-repository-branches',
    ]);
  });

  it('announces at least one answer that is a success for every row', () => {
    const without = endpoints.filter((row) => !Object.keys(row.responses).some((status) => status.startsWith('2')));

    expect(without.map((row) => row.operationId)).toEqual([]);
  });

  it('refuses a field that no body or query knows', () => {
    const lenient = endpoints
      .flatMap((row) => [row.body, row.query].filter((schema) => schema !== undefined))
      .filter((schema) => {
        const issues = schema.safeParse({ notAField: 1 }).error?.issues ?? [];
        return !issues.some((issue) => issue.code === 'unrecognized_keys' && issue.keys.includes('notAField'));
      });

    expect(lenient).toEqual([]);
  });

  it('asks for the permission that the design names for each route', () => {
    const permissionOf = (row: Endpoint): string =>
      typeof row.access === 'object' ? row.access.permission : row.access;
    const table = Object.fromEntries(endpoints.map((row) => [`${row.method} ${row.path}`, permissionOf(row)]));
    const P = '/api/projects/{projectId}';

    expect(table).toMatchObject({
      'GET /api/projects': 'view:projects',
      'POST /api/projects': 'manage:projects',
      [`GET ${P}`]: 'view:projects',
      [`PUT ${P}`]: 'manage:projects',
      [`DELETE ${P}`]: 'manage:projects',
      [`PUT ${P}/archive`]: 'manage:projects',
      [`PUT ${P}/unarchive`]: 'manage:projects',
      [`POST ${P}/clone`]: 'manage:projects',
      [`GET ${P}/repository`]: 'view:projects',
      [`POST ${P}/repository`]: 'manage:projects',
      [`PUT ${P}/repository`]: 'manage:projects',
      [`DELETE ${P}/repository`]: 'manage:projects',
      [`POST ${P}/repository/regenerate-key`]: 'manage:projects',
      [`POST ${P}/repository/reconfigure-webhook`]: 'manage:projects',
      [`GET ${P}/branch-mappings`]: 'view:projects',
      [`GET ${P}/branch-mappings/{mappingId}`]: 'view:projects',
      [`POST ${P}/branch-mappings`]: 'manage:projects',
      [`PUT ${P}/branch-mappings/{mappingId}`]: 'manage:projects',
      [`DELETE ${P}/branch-mappings/{mappingId}`]: 'manage:projects',
      [`GET ${P}/environments`]: 'view:projects',
      [`GET ${P}/environments/{environmentId}`]: 'view:projects',
      [`POST ${P}/environments`]: 'manage:projects',
      [`PUT ${P}/environments/{environmentId}`]: 'manage:projects',
      [`DELETE ${P}/environments/{environmentId}`]: 'manage:projects',
      [`POST ${P}/deploy`]: 'deploy:projects',
      [`GET ${P}/deployments`]: 'view:projects',
      [`GET ${P}/deployments/{deploymentId}`]: 'view:projects',
      'GET /api/me': 'caller',
    });
  });
});

describe('allowedMethods', () => {
  it('are those of the template with the fewest parameters', () => {
    expect(allowedMethods('/api/projects/prj_1/branch-mappings/simulate')).toEqual(['POST']);
    expect(allowedMethods('/api/projects/prj_1/branch-mappings/map_1')).toEqual(['DELETE', 'GET', 'PUT']);
  });

  it('lists the methods of a path in alphabetical order', () => {
    expect(allowedMethods('/api/projects')).toEqual(['GET', 'POST']);
    expect(allowedMethods('/api/projects/prj_1')).toEqual(['DELETE', 'GET', 'PUT']);
  });

  it.each([
    '/projects',
    '/assets/a/b',
    '/assets/',
    '/api',
    '/api/projects/',
    '/api/projects/a/b/c/d/e',
    '/api/openapi_json',
    '/API/projects',
  ])('lists none for %s', (path) => {
    expect(allowedMethods(path)).toEqual([]);
  });
});
