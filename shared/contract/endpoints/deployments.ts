import * as z from 'zod/mini';
import { DeployBody, Deployment } from '../deployment.ts';
import { DeploymentStatus } from '../deployment-status.ts';
import { defineEndpoint } from '../endpoint.ts';
import { listQuery, nextCursor } from '../list.ts';

const path = '/api/projects/{projectId}/deployments';
const view = { permission: 'view:projects' } as const;
const deploy = { permission: 'deploy:projects' } as const;

export const startDeployment = defineEndpoint({
  operationId: 'startDeployment',
  method: 'POST',
  path: '/api/projects/{projectId}/deploy',
  group: 'deployments',
  access: deploy,
  summary: 'Deploys a branch, a tag or a commit by hand.',
  body: DeployBody,
  responses: { 202: { description: 'The deployment, queued or waiting.', schema: Deployment } },
  problems: ['repository_not_connected', 'project_archived', 'conflict'],
});

export const listDeployments = defineEndpoint({
  operationId: 'listDeployments',
  method: 'GET',
  path,
  group: 'deployments',
  access: view,
  summary: 'Lists the deployments, newest first; with a filter a page may be short.',
  query: z.strictObject({
    environmentId: z.optional(z.string()),
    status: z.optional(DeploymentStatus),
    ...listQuery,
  }),
  responses: {
    200: { description: 'A page of deployments.', schema: z.object({ deployments: z.array(Deployment), nextCursor }) },
  },
  problems: ['invalid_cursor'],
});

export const getDeployment = defineEndpoint({
  operationId: 'getDeployment',
  method: 'GET',
  path: `${path}/{deploymentId}`,
  group: 'deployments',
  access: view,
  summary: 'Reads a deployment.',
  responses: { 200: { description: 'The deployment.', schema: Deployment } },
  problems: [],
});
