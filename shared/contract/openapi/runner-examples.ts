import { exampleRepository } from './example-repository.ts';
import { exampleCommit, exampleDeployment, exampleIds } from './example-resources.ts';

const at = '2026-11-23T10:00:00.000Z';
const lease = 'eyJkZXBsb3ltZW50Ijo…';
const renewed = { token: lease, expiresAt: '2026-11-23T10:01:00.000Z' };
const changePlan = {
  modules: ['acme_invoice'],
  versionBumps: [{ module: 'acme_invoice', from: '18.0.1.0.0', to: '18.0.1.1.0' }],
  requirementsChanged: false,
  warnings: [],
  updates: [{ module: 'acme_invoice', reason: 'changed' }],
};
const submodules = [
  {
    path: 'oca/web',
    repositoryUrl: 'https://github.com/OCA/web.git',
    commitSha: 'e83c5163316f89bfbde7d9ab23ca2e25604af290',
    fetched: true,
  },
];

const place = {
  sshUrl: exampleRepository.sshUrl,
  httpsUrl: exampleRepository.httpsUrl,
  hostKeys: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample'],
  deployKeySecretId: `ocore/deploy-key/${exampleIds.organization}/${exampleIds.project}/${exampleIds.deployKey}`,
  submodules: [],
  secretStore: null,
};

/** What a runner asks and is answered while it deploys, by operation. */
export const runnerExamples = {
  getRunnerSetup: {
    answer: {
      environment: { id: exampleIds.environment, name: 'Staging', type: 'staging', odooVersion: '18.0', url: null },
      branch: 'main',
      ...place,
    },
  },
  claimDeployment: {
    request: { runner: 'build-1', waitSeconds: 20 },
    answer: {
      deployment: { ...exampleDeployment, status: 'running', runner: 'build-1', startedAt: at },
      environment: {
        id: exampleIds.environment,
        name: 'Staging',
        type: 'staging',
        odooVersion: '18.0',
        url: null,
        branches: [],
        allowMissingSubmodules: false,
      },
      lease: renewed,
      ...place,
      previousCommitSha: null,
    },
  },
  heartbeatDeployment: {
    request: {
      lease,
      commitSha: exampleCommit,
      commitMessage: 'Invoice report: totals by currency',
      changePlan,
      submodules,
    },
    answer: { lease: renewed, cancel: false },
  },
  appendLogs: { request: { lease, seq: 1, lines: [{ at, text: 'Fetching 6dcb09b5b578 of staging.' }] } },
  completeDeployment: { request: { lease, status: 'succeeded' } },
} as const;
