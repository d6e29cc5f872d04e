import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endpoints } from '#shared/contract/endpoints.ts';
import { realPush } from '#test/fixtures/github.ts';
import { expectStatus, TestService } from '#test/integration/test-service.ts';
import { answerFaults } from './answer-faults.ts';
import { type GeneratedRequest, type Operation, operations, requestsOf } from './generated-requests.ts';

/** So that each run sends the same requests, but for the ids of what exists. */
const seed = 20_261_128;

/** Makes one thing of each kind that the operation's address names. @returns their ids by the name of the parameter */
const thingsOf = async (service: TestService, operation: Operation): Promise<Record<string, string>> => {
  const { path, projectId, webhook, environments } = await service.connectedProject();
  const made = async (at: string, body: unknown): Promise<string> =>
    String(expectStatus(201, await service.api('POST', at, { body })).json.id);
  const pushed = async () =>
    expectStatus(202, await service.deliver(webhook, 'push', { ...realPush(), ref: 'refs/heads/staging' })).json;
  const makers: Readonly<Record<string, () => Promise<string> | string>> = {
    projectId: () => projectId,
    environmentId: () => environments.staging,
    mappingId: async () => {
      const { json } = expectStatus(200, await service.api('GET', `${path}/branch-mappings`));
      return (json.branchMappings as [{ id: string }])[0].id;
    },
    deploymentId: async () => ((await pushed()).deployments as [string])[0],
    deliveryId: async () => String((await pushed()).deliveryId),
    submoduleId: () => made(`${path}/repository/submodules`, { repositoryUrl: 'git@github.com:acme/theme.git' }),
    roleId: () => made('/api/roles', { name: service.freshName('Role'), permissions: ['view:projects'] }),
    memberId: () => made('/api/members/invite', { email: `${projectId}@acme.example`, roleId: 'viewer' }),
    apiKeyId: () => made('/api/api-keys', { name: 'CI', permissions: ['view:projects'] }),
    provider: () => 'github',
    code: () => 'not_found',
  };
  const ids: Record<string, string> = {};
  for (const { in: place, name } of operation.parameters ?? []) {
    const maker = place === 'path' ? makers[name] : undefined;
    if (maker !== undefined) ids[name] = await maker();
  }
  return ids;
};

/** As many requests as asked, and one more where all of these are wrong. */
const drawn = (operation: Operation, ids: Readonly<Record<string, string>>, numRuns: number): GeneratedRequest[] => {
  const all = fc.sample(requestsOf(operation, ids), { numRuns: 10 * numRuns, seed });
  const first = all.slice(0, numRuns);
  return first.some(({ isValid }) => isValid) ? first : [...first, ...all.filter(({ isValid }) => isValid).slice(0, 1)];
};

/** The promise that answers are as openapi.json says. @param numRuns requests of each operation */
export const describeAnswers = (numRuns: number): void => {
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start();
  });
  afterAll(() => service.stop());

  describe('the operations of openapi.json', () => {
    it('are those of the service', () => {
      expect(operations.map(({ operationId }) => operationId).sort()).toEqual(
        endpoints.map(({ operationId }) => operationId).sort(),
      );
    });

    it.each(operations.map((operation) => [`${operation.method} ${operation.path}`, operation] as const))(
      '%s answers as it says, whatever is sent',
      async (_name, operation) => {
        const requests = drawn(operation, await thingsOf(service, operation), numRuns);
        const logged = service.logLines.length;
        const findings = new Map<string, string>();
        for (const request of requests) {
          const { path, headers, body } = request;
          const options = { headers, ...(body === null ? {} : { rawBody: body }) };
          const answer = await service.api(operation.method, path, options);
          const sent = `${operation.method} ${path} ${JSON.stringify(headers)} ${body ?? ''}`.slice(0, 600);
          for (const fault of answerFaults(request, answer)) findings.set(fault, sent);
        }

        expect([...findings].slice(0, 20)).toEqual([]);
        const errors = service.logLines.slice(logged).filter((line) => line.startsWith('{"level":"error"'));
        expect(errors.filter((line) => !line.includes('"status":502,'))).toEqual([]);
        expect(requests.some(({ isValid }) => isValid)).toBe(true);
      },
    );
  });
};
