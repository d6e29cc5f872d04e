import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endpoints } from '#shared/contract/endpoints.ts';
import { realPush } from '#test/fixtures/github.ts';
import { expectStatus, TestService } from '#test/integration/test-service.ts';
import { answerFaults } from './answer-faults.ts';
import { operations, requestsOf } from './generated-requests.ts';

/** So that each run sends the same requests, but for the ids of what exists. */
const seed = 20_261_128;

/** Ids of one thing of each kind, by the name of its parameter. */
const thingsIn = async (service: TestService): Promise<Record<string, string>> => {
  const { path, projectId, webhook, environments } = await service.connectedProject();
  const made = async (at: string, body: unknown): Promise<string> => {
    const { json } = await service.api('POST', at, { body });
    return String(json.id);
  };
  const pushed = await service.deliver(webhook, 'push', realPush());
  const listed = expectStatus(200, await service.api('GET', `${path}/branch-mappings`)).json;
  return {
    projectId,
    environmentId: environments.staging,
    mappingId: (listed.branchMappings as { id: string }[])[0]?.id ?? '',
    deploymentId: (pushed.json.deployments as string[])[0] ?? '',
    deliveryId: String(pushed.json.deliveryId),
    submoduleId: await made(`${path}/repository/submodules`, { repositoryUrl: 'git@github.com:acme/theme.git' }),
    roleId: await made('/api/roles', { name: service.freshName('Role'), permissions: ['view:projects'] }),
    memberId: await made('/api/members/invite', { email: `${projectId}@acme.example`, roleId: 'viewer' }),
    apiKeyId: await made('/api/api-keys', { name: 'CI', permissions: ['view:projects'] }),
    provider: 'github',
    code: 'not_found',
  };
};

/** The promise that answers are as openapi.json says. @param numRuns requests of each operation */
export const describeAnswers = (numRuns: number): void => {
  let service: TestService;
  /** For what changes nothing. */
  let shown: Record<string, string>;
  beforeAll(async () => {
    service = await TestService.start();
    shown = await thingsIn(service);
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
        const ids = operation.method === 'GET' ? shown : await thingsIn(service);
        const requests = fc.sample(requestsOf(operation, ids), { numRuns, seed });
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
