import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Endpoint } from '#shared/contract/endpoint.ts';
import { endpoints, rows } from '#shared/contract/endpoints.ts';
import type { Permission } from '#shared/contract/permission.ts';
import { closureOf } from '#shared/domain/access/closure.ts';
import type { Rights } from '#shared/domain/access/rights.ts';
import { membershipBits, type TokenPrincipal } from '#shared/domain/access/token-principal.ts';
import type { GrantLevel } from '#shared/domain/records/project-access.ts';
import { callAs } from './call-as.ts';
import { organizationOf, restrict } from './principals.ts';
import { type Connected, TestService } from './test-service.ts';

const own = 'key_01KAR4M1G0000000000000000B';
const creator = 'mem_01KAR4M1G0000000000000000C';

const needs = (access: Endpoint['access']): Permission => {
  if (typeof access === 'string') throw new Error('A row about an environment needs a permission.');
  return access.permission;
};

/** The rows about one environment. Each needs one permission, and changes nothing here where it is allowed. */
const asked = endpoints.filter(({ path }) => path.includes('{environmentId}'));
const bodies: Readonly<Record<string, unknown>> = {
  updateEnvironment: {},
  pauseEnvironment: { reason: 'Asked' },
  claimDeployment: { runner: 'asked', waitSeconds: 0 },
};

const level = fc.option(fc.constantFrom<GrantLevel>('view', 'deploy', 'manage'));
const ofProjects: readonly Permission[] = ['view:projects', 'deploy:projects', 'manage:projects', 'run:projects'];

const world = fc.record({
  held: fc.subarray([...ofProjects]),
  isKey: fc.boolean(),
  unrestricted: fc.boolean(),
  creatorUnrestricted: fc.boolean(),
  isRestricted: fc.boolean(),
  grant: level,
  creatorGrant: level,
  limits: fc.constantFrom('none', 'project', 'other project', 'staging', 'develop', 'both'),
});
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

/** The promise that the `permissions` of an environment are what its routes allow, whoever asks. */
export const describeEnvironmentPermissions = (numRuns: number): void => {
  let service: TestService;
  let project: Connected;
  let other: string;
  beforeAll(async () => {
    service = await TestService.start();
    project = await service.connectedProject();
    other = (await service.project()).id;
  });
  afterAll(() => service.stop());

  const limitsOf = ({ limits, isKey }: World): Pick<TokenPrincipal, 'projectIds' | 'environmentIds'> => {
    const { staging, develop } = project.environments;
    const environmentIds = { staging: [staging], develop: [develop], both: [staging, develop] };
    if (!isKey || limits === 'none') return { projectIds: null, environmentIds: null };
    if (limits === 'other project') return { projectIds: [other], environmentIds: null };
    if (limits === 'project') return { projectIds: [project.projectId], environmentIds: null };
    return { projectIds: [project.projectId], environmentIds: environmentIds[limits] };
  };

  const callerOf = (made: World): TokenPrincipal => {
    const rights: Rights = {
      permissions: closureOf(made.held),
      unrestricted: made.unrestricted && !made.isKey,
      isOwner: false,
    };
    const creatorRights = { ...rights, unrestricted: made.creatorUnrestricted };
    const bits = membershipBits(rights, made.isKey ? creatorRights : null);
    const { slug } = service.local.organization;
    return {
      kind: made.isKey ? 'apiKey' : 'user',
      name: 'Asked',
      until: null,
      memberships: [[organizationOf(service), own, slug, bits, made.isKey ? creator : null]],
      ...limitsOf(made),
    };
  };

  const access = async ({ isRestricted, grant, creatorGrant }: World): Promise<void> => {
    if (!isRestricted) {
      await service.api('PUT', `${project.path}/access`, { body: { mode: 'organization', grants: [] } });
      return;
    }
    const grants = { ...(grant && { [own]: grant }), ...(creatorGrant && { [creator]: creatorGrant }) };
    await restrict(service, project.projectId, grants);
  };

  test('an environment shows the permissions that its routes ask for', async () => {
    expect(new Set(asked.map(({ access }) => needs(access)))).toEqual(new Set(ofProjects));
    await fc.assert(
      fc.asyncProperty(world, async (made) => {
        await access(made);
        const caller = callerOf(made);
        for (const environmentId of [project.environments.staging, project.environments.develop]) {
          const params = { projectId: project.projectId, environmentId };
          const seen = await callAs(caller, rows.getEnvironment, { params });
          const permissions = (seen.json.permissions ?? []) as readonly Permission[];
          // A runner need not see what it runs.
          const told = asked.filter(({ access }) => seen.status === 200 || needs(access) !== 'run:projects');
          for (const row of told) {
            // The version is wrong, so that a change that is allowed is refused later.
            const headers =
              row.method === 'GET' || row.operationId === 'claimDeployment' ? {} : { 'if-match': '"0.x"' };
            const body = bodies[row.operationId];
            const { status } = await callAs(caller, row, { params, headers, ...(body === undefined ? {} : { body }) });
            expect([row.operationId, status !== 403 && status !== 404]).toEqual([
              row.operationId,
              permissions.includes(needs(row.access)),
            ]);
          }
        }
      }),
      { numRuns },
    );
  });
};
