import { auditExamples } from './audit-texts.ts';
import { exampleDecision, exampleDelivery } from './example-delivery.ts';
import { exampleApiKey, exampleMe, exampleMember, exampleRole, exampleWellKnown } from './example-organization.ts';
import { exampleRepository, exampleSettings } from './example-repository.ts';
import {
  exampleCommit,
  exampleDeployment,
  exampleEnvironment,
  exampleIds,
  exampleLog,
  exampleMapping,
  exampleProject,
} from './example-resources.ts';
import { type OperationExample, page } from './operation-example.ts';
import { projectExamples } from './project-examples.ts';
import { runnerExamples } from './runner-examples.ts';

const at = '2026-11-23T10:00:00.000Z';
const answered = {
  deliveryId: exampleIds.delivery,
  decision: 'deploy',
  reason: exampleDecision.reason,
  deployments: [exampleIds.deployment],
  replayed: false,
};

/** One example of each operation that has a body in either direction. */
export const operationExamples: Readonly<Record<string, OperationExample>> = {
  ...projectExamples,
  listEnvironments: page('environments', exampleEnvironment),
  listAllEnvironments: page('environments', {
    ...exampleEnvironment,
    projectName: exampleProject.name,
    repositoryStatus: 'connected',
  }),
  createEnvironment: {
    request: { name: 'Staging', type: 'staging', branch: 'staging' },
    answer: { ...exampleEnvironment, pending: null },
  },
  getEnvironment: { answer: exampleEnvironment },
  updateEnvironment: { request: { approval: 'required' }, answer: { ...exampleEnvironment, approval: 'required' } },
  pauseEnvironment: {
    request: { reason: 'Month-end closing' },
    answer: {
      ...exampleEnvironment,
      paused: { reason: 'Month-end closing', by: exampleIds.apiKey, byName: 'CI', since: at },
    },
  },
  resumeEnvironment: { answer: exampleEnvironment },

  listBranchMappings: page('branchMappings', exampleMapping),
  orderBranchMappings: { request: { order: [exampleIds.mapping] }, ...page('branchMappings', exampleMapping) },
  createBranchMapping: {
    request: { branchPattern: 'staging', environmentId: exampleIds.environment },
    answer: exampleMapping,
  },
  getBranchMapping: { answer: exampleMapping },
  updateBranchMapping: { request: { paths: ['addons'] }, answer: { ...exampleMapping, paths: ['addons'] } },
  simulatePush: { request: { event: 'push', branch: 'staging' }, answer: exampleDecision },

  startDeployment: {
    request: { branch: 'staging' },
    answer: { ...exampleDeployment, trigger: 'manual', triggeredBy: exampleIds.apiKey, deliveryId: null },
  },
  listDeployments: page('deployments', exampleDeployment),
  getDeployment: { answer: exampleDeployment },
  getDeploymentLogs: { answer: exampleLog },
  cancelDeployment: {
    request: { reason: 'The wrong branch' },
    answer: { ...exampleDeployment, status: 'cancelled', cancelReason: 'The wrong branch', completedAt: at },
  },
  approveDeployment: { request: { commitSha: exampleCommit }, answer: exampleDeployment },
  redeploy: {
    request: { ignoreSeries: false },
    answer: { ...exampleDeployment, trigger: 'redeploy', redeployOf: exampleIds.deployment },
  },
  promoteDeployment: {
    request: { environmentId: exampleIds.environment },
    answer: { ...exampleDeployment, trigger: 'promotion', promotedFrom: exampleIds.deployment },
  },

  ...runnerExamples,

  listDeliveries: page('deliveries', exampleDelivery),
  getDelivery: { answer: exampleDelivery },
  redeliverDelivery: { answer: answered },
  receiveWebhook: { answer: answered },

  getMe: { answer: exampleMe },
  ...auditExamples,
  listMembers: page('members', exampleMember),
  getMember: { answer: exampleMember },
  inviteMember: {
    request: { email: 'mona@acme.example', roleId: 'developer' },
    answer: {
      ...exampleMember,
      name: null,
      status: 'invited',
      expiresAt: '2026-11-30T10:00:00.000Z',
      lastSeenAt: null,
    },
  },
  updateMemberRole: {
    request: { roleId: 'admin' },
    answer: { ...exampleMember, role: { id: 'admin', name: 'Admin' } },
  },
  listRoles: page('roles', exampleRole),
  createRole: {
    request: { name: 'Release manager', permissions: ['view:projects', 'deploy:projects'] },
    answer: { ...exampleRole, memberCount: 0 },
  },
  getRole: { answer: exampleRole },
  updateRole: {
    request: { permissions: ['deploy:projects', 'view:audit-logs'] },
    answer: { ...exampleRole, permissions: ['deploy:projects', 'view:audit-logs'] },
  },
  listPermissions: {
    answer: {
      permissions: [
        {
          id: 'deploy:projects',
          description: 'Deploy, promote, cancel, pause and redeliver.',
          includes: ['view:projects'],
        },
      ],
    },
  },
  acceptInvitation: {
    request: { idToken: 'eyJhbGciOiJFUzI1NiIsImtpZCI6…', organization: 'acme' },
    answer: exampleMember,
  },
  listApiKeys: page('apiKeys', exampleApiKey),
  createApiKey: {
    request: {
      name: 'CI',
      permissions: ['view:projects', 'deploy:projects'],
      projectIds: [exampleIds.project],
      environmentIds: [exampleIds.environment],
    },
    answer: { ...exampleApiKey, key: `${exampleApiKey.prefix}_…` },
  },
  getApiKey: { answer: exampleApiKey },
  rotateApiKey: {
    request: { revokeNow: false },
    answer: {
      ...exampleApiKey,
      previousSecretUntil: '2026-11-24T10:00:00.000Z',
      key: `${exampleApiKey.prefix}_…`,
    },
  },
  listProviderSettings: page('gitProviders', exampleSettings),
  listProviderRepositories: page('repositories', {
    fullName: exampleRepository.fullName,
    httpsUrl: exampleRepository.httpsUrl,
    sshUrl: exampleRepository.sshUrl,
    defaultBranch: 'main',
  }),
  getProviderSettings: { answer: exampleSettings },
  updateProviderSettings: {
    request: {
      baseUrl: 'https://git.acme.example',
      credential: { kind: 'token', token: 'a-token-of-the-server-1a2b' },
    },
    answer: exampleSettings,
  },

  getWellKnown: { answer: exampleWellKnown },
  getHealth: { answer: { status: 'ok', version: '0.1.0' } },
  getOpenapi: { answer: { openapi: '3.1.1' } },
  getProblemPage: { answer: '# The request is not valid' },
};
