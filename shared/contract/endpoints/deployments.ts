import * as z from 'zod/mini';
import {
  ApproveBody,
  CancelBody,
  DeployBody,
  Deployment,
  deploymentFilter,
  PromoteBody,
  RedeployBody,
} from '#shared/contract/deployment.ts';
import { DeploymentLog, LogQuery } from '#shared/contract/deployment-log.ts';
import { defineEndpoint } from '#shared/contract/endpoint.ts';
import { isSpan, listQuery, nextCursor } from '#shared/contract/list.ts';

const path = '/api/projects/{projectId}/deployments';
const view = { permission: 'view:projects' } as const;
const deploy = { permission: 'deploy:projects' } as const;
const manage = { permission: 'manage:projects' } as const;
const one = `${path}/{deploymentId}` as const;

export const startDeployment = defineEndpoint({
  operationId: 'startDeployment',
  method: 'POST',
  path: '/api/projects/{projectId}/deploy',
  group: 'deployments',
  access: deploy,
  summary: 'Deploys a branch, a tag or a commit by hand.',
  body: DeployBody,
  responses: { 202: { description: 'The deployment, queued or waiting.', schema: Deployment } },
  problems: ['repository_not_connected', 'project_archived', 'branch_not_allowed', 'conflict'],
});

export const listDeployments = defineEndpoint({
  operationId: 'listDeployments',
  method: 'GET',
  path,
  group: 'deployments',
  access: view,
  summary:
    'Lists the deployments, newest first; with a filter a page is short only after some 5,600 deployments that do not match.',
  query: z.strictObject({ ...deploymentFilter, ...listQuery }).check(isSpan),
  responses: {
    200: { description: 'A page of deployments.', schema: z.object({ deployments: z.array(Deployment), nextCursor }) },
  },
  problems: ['invalid_cursor'],
});

export const getDeployment = defineEndpoint({
  operationId: 'getDeployment',
  method: 'GET',
  path: one,
  group: 'deployments',
  access: view,
  summary: 'Reads a deployment.',
  responses: { 200: { description: 'The deployment.', schema: Deployment } },
  problems: [],
});

export const getDeploymentLogs = defineEndpoint({
  operationId: 'getDeploymentLogs',
  method: 'GET',
  path: `${one}/logs`,
  group: 'deployments',
  access: view,
  summary: 'Reads the log of a deployment; while it runs, ask again with nextCursor.',
  query: LogQuery,
  responses: { 200: { description: 'Lines of the log, in order.', schema: DeploymentLog, orText: true } },
  problems: [],
});

export const cancelDeployment = defineEndpoint({
  operationId: 'cancelDeployment',
  method: 'POST',
  path: `${one}/cancel`,
  group: 'deployments',
  access: deploy,
  summary: 'Cancels a deployment: at once if it is queued or waits, at the next heartbeat of the runner if it runs.',
  body: CancelBody,
  bodyOptional: true,
  responses: { 200: { description: 'The deployment.', schema: Deployment } },
  problems: ['deployment_not_cancellable'],
});

export const approveDeployment = defineEndpoint({
  operationId: 'approveDeployment',
  method: 'POST',
  path: `${one}/approve`,
  group: 'deployments',
  access: manage,
  summary: 'Approves a deployment that waits for it: exactly the commit that the answer shows is deployed.',
  body: ApproveBody,
  bodyOptional: true,
  responses: { 200: { description: 'The deployment, queued, or waiting for the end of a pause.', schema: Deployment } },
  problems: ['project_archived', 'conflict'],
});

export const redeploy = defineEndpoint({
  operationId: 'redeploy',
  method: 'POST',
  path: `${one}/redeploy`,
  group: 'deployments',
  access: deploy,
  summary: 'Deploys the commit of an ended deployment again. An older commit pauses the environment.',
  body: RedeployBody,
  bodyOptional: true,
  responses: { 202: { description: 'The new deployment, queued or waiting.', schema: Deployment } },
  problems: ['repository_not_connected', 'project_archived', 'branch_not_allowed', 'conflict'],
});

export const promoteDeployment = defineEndpoint({
  operationId: 'promoteDeployment',
  method: 'POST',
  path: `${one}/promote`,
  group: 'deployments',
  access: deploy,
  summary: 'Deploys the commit of a deployment that succeeded to another environment; no mapping and no pause counts.',
  body: PromoteBody,
  responses: { 202: { description: 'The new deployment, queued or waiting for an approval.', schema: Deployment } },
  problems: ['repository_not_connected', 'project_archived', 'branch_not_allowed', 'conflict'],
});
