import type { CloudEvent, EventType } from '#shared/contract/event.ts';
import { exampleRepository } from './example-repository.ts';
import {
  exampleDeployment,
  exampleEnvironment,
  exampleIds,
  exampleMapping,
  exampleProject,
} from './example-resources.ts';

const at = '2026-11-23T10:00:00.000Z';
const ended = { startedAt: at, completedAt: '2026-11-23T10:02:30.000Z', durationMs: 150_000, runner: 'build-1' };

const deployment = (over: Partial<typeof exampleDeployment>) => {
  const { submodules: _read, ...shown } = exampleDeployment;
  return { subject: exampleIds.deployment, data: { ...shown, ...over } };
};
const project = (over: Partial<typeof exampleProject> = {}) => {
  const { permissions: _own, ...shown } = exampleProject;
  return { subject: exampleIds.project, data: { ...shown, ...over } };
};
const repository = (over: Partial<typeof exampleRepository> = {}) => ({
  subject: exampleIds.project,
  data: { ...exampleRepository, ...over },
});
const { mappings: _own, permissions: _caller, ...toldEnvironment } = exampleEnvironment;
const environment = { subject: exampleIds.environment, data: toldEnvironment };
const mapping = { subject: exampleIds.mapping, data: exampleMapping };
/** Of what was deleted, and of rights: an event tells ids alone. */
const onlyId = (id: string) => ({ subject: id, data: { id } });

const member = { subject: exampleIds.member, data: { id: exampleIds.member, roleId: 'developer' } };

const changes: Readonly<Record<EventType, Pick<CloudEvent, 'subject' | 'data'>>> = {
  'deployment.triggered': deployment({}),
  'deployment.started': deployment({ status: 'running', startedAt: at, runner: 'build-1' }),
  'deployment.completed': deployment({ status: 'succeeded', ...ended }),
  'deployment.failed': deployment({ status: 'failed', errorMessage: 'deploy.sh ended with 1.', ...ended }),
  'deployment.cancelled': deployment({
    status: 'cancelled',
    cancelledBy: exampleIds.apiKey,
    cancelledByName: 'CI',
    cancelReason: 'The wrong branch',
    completedAt: at,
  }),
  'deployment.superseded': deployment({
    status: 'superseded',
    statusReason: 'A newer deployment took its place.',
    supersededBy: 'dep_01KAR4M1G0000000000000000J',
    completedAt: at,
  }),
  'project.created': project({ repository: null, branchMappings: [] }),
  'project.updated': project(),
  'project.archived': project({ archivedAt: at }),
  'project.unarchived': project(),
  'project.deleted': onlyId(exampleIds.project),
  'repository.connected': repository(),
  'repository.updated': repository({ status: 'connected', statusReason: null, nextSteps: [] }),
  'repository.disconnected': onlyId(exampleIds.project),
  'environment.created': environment,
  'environment.updated': environment,
  'environment.deleted': onlyId(exampleIds.environment),
  'mapping.created': mapping,
  'mapping.updated': mapping,
  'mapping.deleted': onlyId(exampleIds.mapping),
  'access.updated': {
    subject: exampleIds.project,
    data: {
      id: exampleIds.project,
      mode: 'restricted',
      grants: [{ principalId: exampleIds.member, level: 'deploy' }],
    },
  },
  'member.invited': member,
  'member.joined': member,
  'member.updated': member,
  'member.removed': onlyId(exampleIds.member),
  'role.created': onlyId(exampleIds.role),
  'role.updated': onlyId(exampleIds.role),
  'role.deleted': onlyId(exampleIds.role),
  'api-key.created': onlyId(exampleIds.apiKey),
  'api-key.rotated': onlyId(exampleIds.apiKey),
  'api-key.revoked': onlyId(exampleIds.apiKey),
};

/** What belongs to the organisation and to no project. */
const ofOrganization: readonly string[] = ['member', 'role', 'api-key'];

const sourceOf = (type: string): string =>
  `/organizations/${exampleIds.organization}${
    ofOrganization.includes(type.split('.')[0] ?? '') ? '' : `/projects/${exampleIds.project}`
  }`;

/** One event of each type. */
export const eventExamples: readonly CloudEvent[] = Object.entries(changes).map(([type, { subject, data }]) => ({
  specversion: '1.0',
  id: `${subject}/3/${type}`,
  source: sourceOf(type),
  type: type as EventType,
  subject,
  time: at,
  datacontenttype: 'application/json',
  data,
}));
