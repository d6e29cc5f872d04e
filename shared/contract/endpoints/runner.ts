import { defineEndpoint } from '#shared/contract/endpoint.ts';
import { Claim, ClaimBody, CompleteBody, Heartbeat, HeartbeatBody, LogsBody } from '#shared/contract/runner.ts';
import { RunnerSetup } from '#shared/contract/runner-setup.ts';

const deployment = '/api/projects/{projectId}/deployments/{deploymentId}';
const run = { permission: 'run:projects' } as const;

export const getRunnerSetup = defineEndpoint({
  operationId: 'getRunnerSetup',
  method: 'GET',
  path: '/api/projects/{projectId}/environments/{environmentId}/runner',
  group: 'runner',
  access: run,
  summary: 'Tells a runner where the repository is and which key opens it. Nothing is claimed.',
  responses: { 200: { description: 'What a claim will fetch with.', schema: RunnerSetup } },
  problems: ['repository_not_connected'],
});

export const claimDeployment = defineEndpoint({
  operationId: 'claimDeployment',
  method: 'POST',
  path: '/api/projects/{projectId}/environments/{environmentId}/claim',
  group: 'runner',
  access: run,
  summary: 'Claims the queued deployment of an environment for a runner, under a lease of 60 s.',
  body: ClaimBody,
  responses: {
    200: { description: 'The running deployment, with everything that the runner needs.', schema: Claim },
    204: { description: 'Nothing was queued while the call waited, or another deployment runs.' },
  },
  problems: [],
});

export const heartbeatDeployment = defineEndpoint({
  operationId: 'heartbeatDeployment',
  method: 'POST',
  path: `${deployment}/heartbeat`,
  group: 'runner',
  access: run,
  summary:
    'Renews the lease for another 60 s, and stores what the runner found in the commit. The answer says whether to stop.',
  body: HeartbeatBody,
  responses: { 200: { description: 'The new lease.', schema: Heartbeat } },
  problems: ['lease_lost', 'deployment_already_finished'],
});

export const appendLogs = defineEndpoint({
  operationId: 'appendLogs',
  method: 'POST',
  path: `${deployment}/logs`,
  group: 'runner',
  access: run,
  summary: 'Stores a chunk of the log, at most 64 KB and 1,000 lines; the same seq again overwrites it.',
  body: LogsBody,
  responses: { 204: { description: 'Stored for 90 days.' } },
  problems: ['lease_lost', 'deployment_already_finished'],
});

export const completeDeployment = defineEndpoint({
  operationId: 'completeDeployment',
  method: 'POST',
  path: `${deployment}/complete`,
  group: 'runner',
  access: run,
  summary: 'Ends the running deployment and frees its environment.',
  body: CompleteBody,
  responses: { 204: { description: 'Recorded.' } },
  problems: ['lease_lost', 'deployment_already_finished'],
});
