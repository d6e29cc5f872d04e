import { exampleRemoval, exampleRepository, exampleSubmodule } from './example-repository.ts';
import { exampleCommit, exampleIds, exampleProject } from './example-resources.ts';
import { type OperationExample, page } from './operation-example.ts';

const at = '2026-11-23T10:00:00.000Z';
const grant = {
  principalId: exampleIds.member,
  kind: 'member',
  name: 'Mona Lisa',
  email: 'mona@acme.example',
  level: 'deploy',
  grantedBy: exampleIds.apiKey,
  grantedByName: 'First key',
  grantedAt: at,
};
const access = { mode: 'restricted', grants: [grant] };

/** One example of each operation of a project, its access and its repository. */
export const projectExamples: Readonly<Record<string, OperationExample>> = {
  listProjects: page('projects', exampleProject),
  createProject: {
    request: {
      name: 'Odoo ERP Customizations',
      description: 'Custom modules for Acme Corp',
      defaultOdooVersion: '18.0',
    },
    answer: { ...exampleProject, repository: null, branchMappings: [] },
  },
  getProject: { answer: exampleProject },
  updateProject: { request: { description: 'Custom modules for Acme Corp' }, answer: exampleProject },
  getProjectRemoval: { answer: exampleRemoval },
  archiveProject: { answer: { ...exampleProject, archivedAt: at } },
  unarchiveProject: { answer: exampleProject },
  getAccess: { answer: access },
  updateAccess: {
    request: { mode: 'restricted', grants: [{ principalId: grant.principalId, level: 'deploy' }] },
    answer: access,
  },
  findAccessCandidates: {
    answer: { candidates: [{ principalId: grant.principalId, kind: 'member', name: 'Mona Lisa' }] },
  },
  explainAccess: {
    answer: {
      principalId: grant.principalId,
      kind: 'member',
      name: 'Mona Lisa',
      visible: false,
      level: null,
      permissions: [],
      reasons: [
        'The role Viewer holds view:projects.',
        'The project is restricted, and Mona Lisa has no grant. Grant view on the Access tab.',
      ],
    },
  },
  updateGrant: { request: { level: 'deploy' }, answer: grant },
  cloneProject: {
    request: { name: 'Odoo ERP for the subsidiary' },
    answer: {
      ...exampleProject,
      name: 'Odoo ERP for the subsidiary',
      clonedFrom: exampleIds.project,
      repository: null,
      cloneReport: {
        copied: ['description', 'environments', 'branchMappings', 'access'],
        changed: ['environments: automatic deployment is off until you switch it on'],
        leftOut: ['repository connection', 'deploy key', 'webhook', 'deployment history'],
      },
    },
  },

  getRepository: { answer: exampleRepository },
  listRepositoryBranches: page('refs', { type: 'branch', name: 'staging', commitSha: exampleCommit }),
  connectRepository: {
    request: { repositoryUrl: 'git@github.com:acme/odoo-custom.git', branch: 'main' },
    answer: exampleRepository,
  },
  updateRepository: { request: { branch: 'main' }, answer: exampleRepository },
  disconnectRepository: {
    answer: {
      removed: ['deploy key'],
      leftBehind: [
        {
          what: 'webhook',
          why: 'No credential for GitHub is set.',
          where: 'https://github.com/acme/odoo-custom/settings/hooks',
        },
      ],
    },
  },
  getRepositoryRemoval: {
    answer: {
      ...exampleRemoval,
      counts: { environments: 0, branchMappings: 0, deployments: 0, deliveries: 0, submoduleKeys: 0 },
    },
  },
  regenerateKey: { request: { revokeNow: false }, answer: exampleRepository },
  reconfigureWebhook: { request: { revokeNow: false }, answer: exampleRepository },
  revealSecret: {
    answer: { url: exampleRepository.webhook.url, secret: 'the-secret-to-compare-or-paste', generation: 1 },
  },
  validateRepository: {
    answer: {
      result: 'reachable',
      detail: 'The key opens acme/odoo-custom, and main is there.',
      branches: ['main', 'staging'],
      defaultBranch: 'main',
      checkedAt: at,
      durationMs: 640,
    },
  },
  listSubmodules: {
    answer: {
      submodules: [exampleSubmodule],
      reported: [
        {
          path: 'vendor/theme',
          repositoryUrl: exampleSubmodule.repositoryUrl,
          fetched: false,
          submoduleId: exampleSubmodule.id,
          deploymentId: exampleIds.deployment,
        },
      ],
      nextCursor: null,
    },
  },
  addSubmodule: { request: { repositoryUrl: 'git@github.com:acme/theme.git' }, answer: exampleSubmodule },
  getSubmodule: { answer: exampleSubmodule },
  validateSubmodule: {
    answer: {
      result: 'reachable',
      detail: 'The key opens acme/theme.',
      branches: ['18.0'],
      defaultBranch: '18.0',
      checkedAt: at,
      durationMs: 640,
    },
  },
  removeSubmodule: {
    answer: { removed: ['private half of the deploy key'], leftBehind: [] },
  },
  syncRepository: { answer: exampleRepository },
};
