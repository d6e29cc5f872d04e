import { ulid } from 'ulid';
import type {
  ApiKeyId,
  DeliveryId,
  DeploymentId,
  EnvironmentId,
  MemberId,
  OrganizationId,
  ProjectId,
} from '#shared/contract/id.ts';
import { newId } from '#shared/contract/new-id.ts';
import {
  claimIdempotency,
  completeIdempotency,
  readIdempotency,
  releaseIdempotency,
} from '#shared/data/audit/idempotency.ts';
import { readAuditRecords } from '#shared/data/audit/read-audit-records.ts';
import { recordDenial } from '#shared/data/audit/record-denial.ts';
import { saveBranchHeads } from '#shared/data/deliveries/branch-heads.ts';
import { listDeliveries, readDelivery, readLastDelivery } from '#shared/data/deliveries/deliveries.ts';
import { storeDelivery } from '#shared/data/deliveries/store-delivery.ts';
import { putLogChunk, readLog, readProjectAndDeployment } from '#shared/data/deployments/deployment-logs.ts';
import { insertDeployment, readDeployment, readDeployments } from '#shared/data/deployments/deployments.ts';
import { endDeployment } from '#shared/data/deployments/end-deployment.ts';
import { renewLease } from '#shared/data/deployments/leases.ts';
import { listDeployments } from '#shared/data/deployments/list-deployments.ts';
import { readWork } from '#shared/data/deployments/read-work.ts';
import { recordCommitFacts } from '#shared/data/deployments/record-commit-facts.ts';
import { saveSlot } from '#shared/data/deployments/save-slot.ts';
import { saveStatusReport } from '#shared/data/deployments/status-report.ts';
import { noteRunner } from '#shared/data/environments/note-runner.ts';
import { readEnvironment } from '#shared/data/environments/read-environment.ts';
import { insertEnvironment, removeEnvironment, saveEnvironment } from '#shared/data/environments/write-environment.ts';
import { readRoleName } from '#shared/data/organization/accept-invitation.ts';
import { listApiKeys, readApiKey, touchApiKey } from '#shared/data/organization/api-keys.ts';
import { endDeparture } from '#shared/data/organization/departures.ts';
import { listGrantees, readGrantees } from '#shared/data/organization/grantees.ts';
import { listMembers, readMember, saveMember } from '#shared/data/organization/members.ts';
import { touchMembers } from '#shared/data/organization/memberships.ts';
import { readOrganizations } from '#shared/data/organization/organizations.ts';
import { readExplained } from '#shared/data/organization/read-explained.ts';
import { readStanding } from '#shared/data/organization/read-standing.ts';
import { insertRole, readRole, readRoles, removeRole, saveRole } from '#shared/data/organization/roles.ts';
import { insertApiKey, removeApiKey, saveRotation } from '#shared/data/organization/write-api-key.ts';
import { countHistory } from '#shared/data/projects/count-history.ts';
import {
  findProjectIdsByName,
  listGrantedProjectIds,
  listProjectsByRank,
  readProjects,
} from '#shared/data/projects/list-projects.ts';
import { noteActivity } from '#shared/data/projects/note-activity.ts';
import {
  deleteProjectItem,
  deleteProjectItems,
  deleteRepositoryItem,
  readPurge,
} from '#shared/data/projects/purge-items.ts';
import {
  readConfiguration,
  readConfigurations,
  readForDecision,
  readForOneBranch,
  readProject,
  readProjectAndRepository,
} from '#shared/data/projects/read-project.ts';
import { countGrants, dropGrant, dropGrantItem, saveAccess } from '#shared/data/projects/write-access.ts';
import {
  archiveProject,
  insertClone,
  insertProject,
  markDeleting,
  saveProject,
} from '#shared/data/projects/write-project.ts';
import { noteRejection, noteValidation } from '#shared/data/repository/note-repository.ts';
import { recordReveal } from '#shared/data/repository/record-reveal.ts';
import {
  beginConnection,
  beginDisconnection,
  endDisconnection,
  saveRepository,
} from '#shared/data/repository/write-repository.ts';
import {
  readAllProviderSettings,
  readProviderSettings,
  saveProviderSettings,
} from '#shared/data/settings/provider-settings.ts';
import { withGrant, withoutGrant } from '#shared/domain/access/change-access.ts';
import { removedMember } from '#shared/domain/access/members.ts';
import { permissionsOfRole } from '#shared/domain/access/roles.ts';
import { rotateApiKey } from '#shared/domain/access/rotate-api-key.ts';
import { unseenHead } from '#shared/domain/branch-order/branch-head.ts';
import { enqueueDeployment } from '#shared/domain/deployments/deployment-slot.ts';
import { pauseEnvironment } from '#shared/domain/environments/pause-environment.ts';
import { apiKeyRecord, memberRecord, roleRecord } from '#test/fixtures/access-records.ts';
import {
  anyDelivery,
  anyDeployment,
  changed,
  noEffects,
  now,
  sampleDelivery,
  sampleDeployment,
  sampleEnvironment,
  sampleMutation,
  sampleProject,
  sampleRepository,
  secondsLater,
} from './sample-records.ts';
import { claim, newHash, organizationOf, type Tenant } from './tenant-wall-world.ts';

/** What a call of a program is given: ids of its own organisation, of the other one, and of none. */
export class Draw {
  readonly organization: OrganizationId;
  readonly #own: Tenant;
  readonly #other: Tenant;
  readonly #picks: readonly number[];
  #next = 0;

  constructor(own: Tenant, other: Tenant, picks: readonly number[]) {
    this.organization = own.organizationId;
    this.#own = own;
    this.#other = other;
    this.#picks = picks;
  }

  /** A number below `count`, from the program; 0 where it says nothing. */
  number(count: number): number {
    const pick = this.#picks[this.#next] ?? 0;
    this.#next += 1;
    return pick % count;
  }

  /** What an attacker writes for an id. */
  #id(kind: keyof Tenant['ids']): string {
    const [own, foreign] = [this.#own.ids[kind], this.#other.ids[kind]];
    const tries = [
      own,
      foreign,
      own,
      `${foreign}#HISTORY`,
      `${own}#PROJECT#${foreign}`,
      `#${this.#other.organizationId}`,
      `../../ORG#${this.#other.organizationId}#PROJECT#${foreign}`,
      '~',
      'x',
    ];
    return tries[this.number(tries.length)] ?? own;
  }

  get project(): ProjectId {
    return this.#id('project') as ProjectId;
  }
  get environment(): EnvironmentId {
    return this.#id('environment') as EnvironmentId;
  }
  get deployment(): DeploymentId {
    return this.#id('deployment') as DeploymentId;
  }
  get delivery(): DeliveryId {
    return this.#id('delivery') as DeliveryId;
  }
  get member(): MemberId {
    return this.#id('member') as MemberId;
  }
  get role(): string {
    return this.#id('role');
  }
  get apiKey(): ApiKeyId {
    return this.#id('apiKey') as ApiKeyId;
  }
  /** A member or a key. */
  get principal(): string {
    return this.number(2) === 0 ? this.member : this.apiKey;
  }

  /** Where a list goes on: nowhere yet, or at a position that another list gave. */
  position(prefix: string): string | null {
    const tries = [null, `${prefix}${this.#own.ids.project}`, `${prefix}${this.#other.ids.project}`, '~', ''];
    return tries[this.number(tries.length)] ?? null;
  }
}

type Call = (draw: Draw) => Promise<unknown>;

const mutationOf = (draw: Draw) => sampleMutation(draw.organization);

/** What a read found, for a write that needs it; nothing is written where it found nothing. */
const found = async <T>(read: Promise<T | null>, write: (one: T) => Promise<unknown>): Promise<unknown> => {
  const one = await read;
  if (one === null) return null;
  await write(one);
  return one;
};

const denial = (draw: Draw) => ({
  principal: mutationOf(draw).principal,
  operationId: 'getProject',
  resourceType: 'project' as const,
  resourceId: draw.project,
  projectId: draw.project,
  requestId: 'r',
  sourceIp: '192.0.2.1',
  now,
});

const anyRecord = {
  projectId: null,
  resourceType: null,
  resourceId: null,
  action: null,
  actorId: null,
  outcome: null,
  from: null,
  to: null,
};

const lease = async (draw: Draw) => ({
  organizationId: draw.organization,
  projectId: draw.project,
  environmentId: draw.environment,
  leaseId: ulid(Date.parse(now)),
});

/** Calls of the data layer as a handler makes them: the organisation is the caller's, everything else is as it was sent. */
export const calls: Readonly<Record<string, Call>> = {
  readProject: (draw) => readProject(draw.organization, draw.project),
  readConfiguration: (draw) => readConfiguration(draw.organization, draw.project),
  readConfigurations: (draw) =>
    readConfigurations(draw.organization, [
      { id: draw.project, environments: { [draw.environment]: { name: 'canary', type: 'staging' } } },
    ]),
  readForOneBranch: (draw) => readForOneBranch(draw.organization, draw.project, 'refs/heads/staging', now),
  readForDecision: (draw) => readForDecision(draw.organization, draw.project, 'all', now),
  readProjectAndRepository: (draw) => readProjectAndRepository(draw.organization, draw.project),
  readProjects: (draw) => readProjects(draw.organization, [...new Set([draw.project, draw.project])]),
  listProjectsByRank: (draw) =>
    listProjectsByRank(draw.organization, { from: '1', to: '4' }, 25, draw.position(`${draw.number(5)}#`)),
  listGrantedProjectIds: (draw) => listGrantedProjectIds(draw.organization, draw.principal, draw.position('GRANT#')),
  findProjectIdsByName: (draw) =>
    findProjectIdsByName(
      draw.organization,
      draw.number(2) === 0 ? 'open' : 'all',
      ['c', 'canary', ''][draw.number(3)] ?? '',
      draw.position('PROJECT#'),
    ),
  countGrants: (draw) => countGrants(draw.organization, draw.principal, 200),
  countHistory: (draw) => countHistory(draw.organization, draw.project, 'deployments', 100, now),
  noteActivity: (draw) => noteActivity(draw.organization, draw.project, secondsLater(draw.number(1000))),
  readDelivery: (draw) => readDelivery(draw.organization, draw.project, draw.delivery),
  listDeliveries: (draw) =>
    listDeliveries(draw.organization, draw.project, anyDelivery, 25, draw.number(2) === 0 ? null : draw.delivery, now),
  readLastDelivery: (draw) => readLastDelivery(draw.organization, draw.project),
  readDeployment: (draw) => readDeployment(draw.organization, draw.project, draw.deployment),
  readDeployments: (draw) => readDeployments(draw.organization, draw.project, [draw.deployment]),
  listDeployments: (draw) =>
    listDeployments(
      draw.organization,
      draw.project,
      { ...anyDeployment, environmentId: draw.number(2) === 0 ? null : draw.environment },
      25,
      draw.number(2) === 0 ? null : draw.deployment,
    ),
  readLog: (draw) => readLog(draw.organization, draw.project, draw.deployment, 0, now),
  readProjectAndDeployment: (draw) => readProjectAndDeployment(draw.organization, draw.project, draw.deployment),
  readWork: (draw) => readWork(draw.organization, draw.project, draw.environment),
  readEnvironment: (draw) => readEnvironment(draw.organization, draw.project, draw.environment),
  readAuditRecords: (draw) =>
    readAuditRecords(
      draw.organization,
      { month: now.slice(0, 7), before: ['~', '0'][draw.number(2)] ?? '~' },
      { ...anyRecord, projectId: draw.number(2) === 0 ? null : draw.project },
      25,
    ),
  readIdempotency: (draw) => readIdempotency(draw.organization, claim, now),
  readProviderSettings: (draw) => readProviderSettings(draw.organization, 'gitea'),
  readAllProviderSettings: (draw) => readAllProviderSettings(draw.organization),
  readApiKey: (draw) => readApiKey(draw.organization, draw.apiKey),
  listApiKeys: (draw) => listApiKeys(draw.organization, 25, draw.position('KEY#')),
  readRoles: (draw) => readRoles(draw.organization),
  readRole: (draw) => readRole(draw.organization, draw.role),
  readRoleName: (draw) => readRoleName(draw.organization, draw.role),
  listMembers: (draw) => listMembers(draw.organization, 25, draw.position('MEMBER#')),
  readMember: (draw) => readMember(draw.organization, draw.member),
  readGrantees: (draw) => readGrantees(draw.organization, [draw.principal], now),
  listGrantees: (draw) => listGrantees(draw.organization, now),
  readExplained: (draw) => readExplained({ id: draw.organization, slug: 'acme' }, draw.principal, now),
  readOrganizations: (draw) => readOrganizations([draw.organization]),
  readStanding: (draw) => {
    const { principal } = mutationOf(draw);
    const id = draw.principal;
    const kind = id.startsWith('mem') ? 'user' : 'apiKey';
    return readStanding({ ...principal, id, kind, creatorId: draw.number(2) === 0 ? null : draw.principal }, [], now);
  },

  recordDenial: (draw) => recordDenial(denial(draw)),
  claimIdempotency: (draw) => claimIdempotency(draw.organization, { ...claim, path: draw.project }, now),
  completeIdempotency: (draw) =>
    completeIdempotency(draw.organization, claim, { status: 201, resourceId: draw.project }, now),
  releaseIdempotency: (draw) => releaseIdempotency(draw.organization, { ...claim, key: draw.project }),
  insertProject: (draw) => insertProject(sampleProject(draw.organization), mutationOf(draw)),
  insertClone: (draw) =>
    found(readProject(draw.organization, draw.project), (origin) =>
      insertClone(sampleProject(draw.organization, { clonedFrom: origin.id }), [], mutationOf(draw), null),
    ),
  saveProject: (draw) =>
    found(readProject(draw.organization, draw.project), (before) =>
      saveProject(before, changed(before, { defaultOdooVersion: '17.0' }), mutationOf(draw), {
        action: 'project.updated',
      }),
    ),
  archiveProject: (draw) =>
    found(readProject(draw.organization, draw.project), (before) =>
      archiveProject(before, changed(before, { archivedAt: draw.number(2) === 0 ? null : now }), [], mutationOf(draw)),
    ),
  purge: async (draw) => {
    const project = sampleProject(draw.organization);
    await insertProject(project, mutationOf(draw));
    await markDeleting(project, mutationOf(draw));
    return found(readPurge(draw.organization, project.id), async (purge) => {
      await deleteProjectItems(purge.project);
      await deleteProjectItem(purge.project);
    });
  },
  readPurge: (draw) => readPurge(draw.organization, draw.project),
  saveAccess: (draw) =>
    found(readProject(draw.organization, draw.project), async (before) => {
      const principal = draw.principal;
      const giver = { by: mutationOf(draw).principal, now };
      const given = before.access.grants[principal] !== undefined;
      const access = given
        ? withoutGrant(before.access, principal)
        : withGrant(before.access, principal, 'view', giver);
      await saveAccess(
        await organizationOf(draw.organization),
        before,
        changed(before, { access }),
        mutationOf(draw),
        200,
      );
    }),
  finishDeparture: (draw) =>
    found(readProject(draw.organization, draw.project), async (before) => {
      const principal = draw.principal;
      await dropGrant(changed(before, { access: withoutGrant(before.access, principal) }), principal);
      await dropGrantItem(draw.organization, draw.project, principal, before.version);
      await endDeparture(draw.organization, principal);
    }),
  saveEnvironment: (draw) =>
    found(readEnvironment(draw.organization, draw.project, draw.environment), (before) =>
      saveEnvironment(null, before, changed(before, { autoDeploy: false }), mutationOf(draw)),
    ),
  insertAndRemoveEnvironment: (draw) =>
    found(readProject(draw.organization, draw.project), async (project) => {
      const environment = sampleEnvironment(project);
      await insertEnvironment(changed(project), environment, mutationOf(draw));
      await removeEnvironment(changed(changed(project)), environment, mutationOf(draw));
    }),
  saveSlot: (draw) =>
    found(readEnvironment(draw.organization, draw.project, draw.environment), (before) =>
      saveSlot(
        before.paused === null
          ? pauseEnvironment(before, 'x', mutationOf(draw).principal, now)
          : { before, after: changed(before, { paused: null }), changes: [] },
        null,
      ),
    ),
  saveBranchHeads: (draw) =>
    found(readProjectAndRepository(draw.organization, draw.project), async ({ project, repository }) => {
      if (repository === null) return;
      const { organizationId, projectId, connectionId } = repository;
      const owner = {
        organizationId,
        projectId,
        connectionId,
        ref: `refs/heads/${newHash()}`,
        seenAt: now,
        version: 1,
      };
      await saveBranchHeads([{ ...unseenHead, ...owner, projectId: project.id }]);
    }),
  noteRunner: (draw) =>
    found(readEnvironment(draw.organization, draw.project, draw.environment), (environment) =>
      noteRunner(environment, `build-${draw.number(9)}`, secondsLater(draw.number(1000))),
    ),
  insertDeployment: (draw) =>
    found(readEnvironment(draw.organization, draw.project, draw.environment), (before) => {
      const deployment = sampleDeployment(before);
      const { environment, superseded } = enqueueDeployment(before, deployment, now);
      return insertDeployment(deployment, environment, superseded, mutationOf(draw));
    }),
  saveStatusReport: (draw) =>
    found(readDeployment(draw.organization, draw.project, draw.deployment), (deployment) =>
      saveStatusReport(deployment, { state: 'reported', detail: 'x' }),
    ),
  renewLease: async (draw) => renewLease(await lease(draw), secondsLater(60)),
  putLogChunk: async (draw) =>
    putLogChunk(await lease(draw), draw.deployment, { seq: 1, lines: [{ at: now, text: 'x' }] }, now),
  recordCommitFacts: async (draw) => {
    const facts = { commitSha: 'a'.repeat(40), commitMessage: 'x', commitAuthor: 'x' };
    const of = { ...(await lease(draw)), deploymentId: draw.deployment };
    return recordCommitFacts(of, facts, secondsLater(60), mutationOf(draw).principal, now);
  },
  endDeployment: async (draw) => {
    const fields = { status: 'failed', completedAt: now, durationMs: 0, errorMessage: 'x', changePlan: null } as const;
    return endDeployment(await lease(draw), { deploymentId: draw.deployment, name: null, fields }, mutationOf(draw));
  },
  storeDelivery: (draw) =>
    found(readProject(draw.organization, draw.project), (project) => storeDelivery(sampleDelivery(project), noEffects)),
  saveRepository: (draw) =>
    found(readProjectAndRepository(draw.organization, draw.project), async ({ repository }) =>
      repository === null ? null : saveRepository(null, changed(repository), null, null),
    ),
  noteRepository: (draw) =>
    found(readProjectAndRepository(draw.organization, draw.project), async ({ repository }) => {
      if (repository === null) return;
      await recordReveal(repository, mutationOf(draw));
      await noteRejection(repository, secondsLater(draw.number(1000)));
      await noteValidation(repository, { at: now, valid: true, faults: [] } as never);
    }),
  connectAndDisconnect: async (draw) => {
    const project = sampleProject(draw.organization);
    const repository = sampleRepository(project);
    await insertProject(project, mutationOf(draw));
    await beginConnection(changed(project), repository, secondsLater(60), mutationOf(draw));
    const [marked, after] = [changed(changed(project)), changed(repository, { status: 'disconnecting' })];
    await beginDisconnection(marked, repository, after, [], secondsLater(60), mutationOf(draw));
    if (draw.number(2) === 0) await endDisconnection(changed(marked), after);
    else await deleteRepositoryItem(after);
  },
  saveProviderSettings: async (draw) => {
    const before = await readProviderSettings(draw.organization, 'gitea');
    return saveProviderSettings(before, changed(before), null, mutationOf(draw));
  },
  saveRole: async (draw) => {
    const organization = await organizationOf(draw.organization);
    const read = await readRole(draw.organization, draw.role);
    if (read === null || read.role === null) return null;
    const before = { role: read.role, permissions: permissionsOfRole(organization, read.role.id) };
    await saveRole(organization, before, { ...before, role: changed(read.role) }, mutationOf(draw));
    return read.role;
  },
  insertAndRemoveRole: async (draw) => {
    const role = roleRecord({ organizationId: draw.organization, id: newId('role', now), name: newHash() });
    const state = { role, permissions: [] };
    await insertRole(await organizationOf(draw.organization), state, mutationOf(draw));
    await removeRole(await organizationOf(draw.organization), state, mutationOf(draw));
  },
  saveMember: async (draw) => {
    const by = mutationOf(draw).principal;
    const email = `${newHash().slice(0, 12)}@acme.example`;
    const after = memberRecord({
      organizationId: draw.organization,
      id: newId('member', now),
      email,
      subjectKey: null,
    });
    const step = { action: 'member.updated', status: 200 } as const;
    await saveMember(await organizationOf(draw.organization), { before: null, after }, mutationOf(draw), step);
    const change = { before: after, after: removedMember(after, by, now) };
    await saveMember(await organizationOf(draw.organization), change, mutationOf(draw), step);
  },
  changeMember: (draw) =>
    found(readMember(draw.organization, draw.member), async (before) => {
      const step = { action: 'member.updated', status: 200 } as const;
      const roleId = before.roleId === 'viewer' ? 'developer' : 'viewer';
      const change = { before, after: changed(before, { roleId }) };
      await saveMember(await organizationOf(draw.organization), change, mutationOf(draw), step);
      await touchMembers([before], secondsLater(draw.number(9) * 3600));
    }),
  insertAndRemoveApiKey: async (draw) => {
    const apiKey = apiKeyRecord({
      organizationId: draw.organization,
      id: newId('apiKey', now),
      role: 'restricted',
      hashes: [newHash()],
    });
    await insertApiKey(await organizationOf(draw.organization), apiKey, mutationOf(draw));
    await removeApiKey(await organizationOf(draw.organization), apiKey, mutationOf(draw));
  },
  saveRotation: (draw) =>
    found(readApiKey(draw.organization, draw.apiKey), async (before) => {
      const rotation = rotateApiKey(before, newHash(), draw.number(2) === 0, now);
      await saveRotation(await organizationOf(draw.organization), before, rotation, mutationOf(draw));
      await touchApiKey(before, secondsLater(draw.number(9) * 3600));
    }),
};
