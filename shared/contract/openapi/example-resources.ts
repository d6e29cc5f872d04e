import type * as z from 'zod/mini';
import type { BranchMapping } from '#shared/contract/branch-mapping.ts';
import type { Deployment } from '#shared/contract/deployment.ts';
import type { DeploymentLog } from '#shared/contract/deployment-log.ts';
import type { Environment } from '#shared/contract/environment.ts';
import type { Project } from '#shared/contract/project.ts';

/** One of each resource, of one story: a push to `staging` of `acme/odoo-custom`. */
export const exampleIds = {
  project: 'prj_01KAR4M1G0000000000000000A',
  environment: 'env_01KAR4M1G0000000000000000B',
  mapping: 'map_01KAR4M1G0000000000000000C',
  deployment: 'dep_01KAR4M1G0000000000000000D',
  delivery: 'dlv_01KAR4M1G0000000000000000E',
  deployKey: 'dky_01KAR4M1G0000000000000000F',
  submodule: 'sub_01KAR4M1G0000000000000000P',
  apiKey: 'key_01KAR4M1G0000000000000000G',
  organization: 'org_01KAR4M1G0000000000000000H',
  auditRecord: 'aud_01KAR4M1G0000000000000000J',
  role: 'rol_01KAR4M1G0000000000000000K',
  member: 'mem_01KAR4M1G0000000000000000M',
} as const;

const at = '2026-11-23T10:00:00.000Z';
export const exampleCommit = '6dcb09b5b57875f334f61aebed695e2e4193db5e';
export const exampleMapping: z.input<typeof BranchMapping> = {
  id: exampleIds.mapping,
  projectId: exampleIds.project,
  refType: 'branch',
  branchPattern: 'staging',
  environmentId: exampleIds.environment,
  environmentName: 'Staging',
  environmentType: 'staging',
  trigger: 'push',
  behavior: 'Deploy on push',
  priority: 20,
  autoDeploy: true,
  paths: [],
  warnings: [],
  createdAt: at,
  updatedAt: at,
  updatedBy: exampleIds.apiKey,
  updatedByName: 'CI',
};

export const exampleProject: z.input<typeof Project> = {
  id: exampleIds.project,
  name: 'Odoo ERP Customizations',
  description: 'Custom modules for Acme Corp',
  defaultOdooVersion: '18.0',
  archivedAt: null,
  access: { mode: 'organization' },
  clonedFrom: null,
  repository: {
    provider: 'github',
    repositoryUrl: 'git@github.com:acme/odoo-custom.git',
    fullName: 'acme/odoo-custom',
    branch: 'main',
    status: 'connected',
    statusReason: null,
  },
  branchMappings: [exampleMapping],
  createdAt: at,
  createdBy: exampleIds.apiKey,
  createdByName: 'CI',
  updatedAt: at,
  updatedBy: exampleIds.apiKey,
  updatedByName: 'CI',
  lastActivityAt: at,
  permissions: ['view:projects', 'deploy:projects'],
};

export const exampleDeployment: z.input<typeof Deployment> = {
  id: exampleIds.deployment,
  projectId: exampleIds.project,
  environmentId: exampleIds.environment,
  environmentName: 'Staging',
  environmentType: 'staging',
  branch: 'staging',
  tag: null,
  commitSha: exampleCommit,
  commitMessage: 'Invoice report: totals by currency',
  commitAuthor: 'Mona Lisa',
  commitUrl: `https://github.com/acme/odoo-custom/commit/${exampleCommit}`,
  compareUrl: null,
  trigger: 'push',
  triggeredBy: 'github:octocat',
  triggeredByName: 'octocat',
  deliveryId: exampleIds.delivery,
  status: 'queued',
  statusReason: null,
  waitsFor: [],
  supersededBy: null,
  redeployOf: null,
  promotedFrom: null,
  approvedBy: null,
  approvedByName: null,
  approvedAt: null,
  cancelledBy: null,
  cancelledByName: null,
  cancelReason: null,
  runner: null,
  createdAt: at,
  startedAt: null,
  completedAt: null,
  durationMs: null,
  errorMessage: null,
  ignoreSeries: false,
  force: false,
  update: 'changed',
  changePlan: null,
  submodules: null,
  statusReport: null,
};

export const exampleEnvironment: z.input<typeof Environment> = {
  id: exampleIds.environment,
  projectId: exampleIds.project,
  name: 'Staging',
  type: 'staging',
  odooVersion: '18.0',
  url: 'https://staging.acme.example',
  approval: 'none',
  autoDeploy: true,
  branches: [],
  allowMissingSubmodules: false,
  paused: null,
  current: null,
  running: null,
  pending: {
    id: exampleIds.deployment,
    commitSha: exampleCommit,
    commitMessage: 'Invoice report: totals by currency',
    commitAuthor: 'Mona Lisa',
    commitUrl: `https://github.com/acme/odoo-custom/commit/${exampleCommit}`,
    branch: 'staging',
    tag: null,
    trigger: 'push',
    triggeredBy: 'github:octocat',
    triggeredByName: 'octocat',
    status: 'queued',
    statusReason: null,
    waitsFor: [],
    createdAt: at,
    startedAt: null,
    completedAt: null,
  },
  lastDeployment: null,
  runner: { name: 'build-1', lastSeenAt: at, absent: false },
  createdAt: at,
  updatedAt: at,
  updatedBy: 'github:octocat',
  updatedByName: 'octocat',
  mappings: [{ mappingId: exampleIds.mapping, refType: 'branch', branchPattern: 'staging', trigger: 'push' }],
};

export const exampleLog: z.input<typeof DeploymentLog> = {
  lines: [{ seq: 1, at, text: 'Fetching 6dcb09b5b578 of staging.' }],
  lastSeq: 1,
  nextCursor: 1,
};

/** The same as plain text. */
export const exampleLogText = exampleLog.lines.map(({ text }) => `${text}\n`).join('');
