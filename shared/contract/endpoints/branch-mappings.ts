import * as z from 'zod/mini';
import {
  BranchMapping,
  CreateBranchMappingBody,
  OrderBranchMappingsBody,
  UpdateBranchMappingBody,
} from '#shared/contract/branch-mapping.ts';
import { defineEndpoint } from '#shared/contract/endpoint.ts';
import { nextCursor } from '#shared/contract/list.ts';

const path = '/api/projects/{projectId}/branch-mappings';
const one = `${path}/{mappingId}` as const;
const view = { permission: 'view:projects' } as const;
const manage = { permission: 'manage:projects' } as const;

const AllBranchMappings = z.object({ branchMappings: z.array(BranchMapping), nextCursor });

export const listBranchMappings = defineEndpoint({
  operationId: 'listBranchMappings',
  method: 'GET',
  path,
  group: 'branch-mappings',
  access: view,
  summary: 'Lists the branch mappings by priority; there are at most 50.',
  responses: {
    200: { description: 'All of them.', schema: AllBranchMappings },
  },
  problems: [],
});

export const orderBranchMappings = defineEndpoint({
  operationId: 'orderBranchMappings',
  method: 'PUT',
  path,
  group: 'branch-mappings',
  access: manage,
  summary: 'Puts the branch mappings into another order, in one write: they share the priorities that they have.',
  body: OrderBranchMappingsBody,
  responses: { 200: { description: 'All of them, in the new order.', schema: AllBranchMappings } },
  problems: ['precondition_failed'],
});

export const createBranchMapping = defineEndpoint({
  operationId: 'createBranchMapping',
  method: 'POST',
  path,
  group: 'branch-mappings',
  access: manage,
  summary: 'Maps a branch, a branch pattern or a tag pattern to an environment.',
  body: CreateBranchMappingBody,
  responses: { 201: { description: 'The mapping.', schema: BranchMapping } },
  problems: ['mapping_conflict', 'production_needs_exact_branch', 'conflict'],
});

export const getBranchMapping = defineEndpoint({
  operationId: 'getBranchMapping',
  method: 'GET',
  path: one,
  group: 'branch-mappings',
  access: view,
  summary: 'Reads a branch mapping.',
  responses: { 200: { description: 'The mapping.', schema: BranchMapping } },
  problems: [],
});

export const updateBranchMapping = defineEndpoint({
  operationId: 'updateBranchMapping',
  method: 'PUT',
  path: one,
  group: 'branch-mappings',
  access: manage,
  summary: 'Changes the fields that are sent and leaves the others.',
  body: UpdateBranchMappingBody,
  responses: { 200: { description: 'The mapping.', schema: BranchMapping } },
  problems: ['mapping_conflict', 'production_needs_exact_branch', 'precondition_failed'],
});

export const deleteBranchMapping = defineEndpoint({
  operationId: 'deleteBranchMapping',
  method: 'DELETE',
  path: one,
  group: 'branch-mappings',
  access: manage,
  summary: 'Removes a branch mapping.',
  responses: { 204: { description: 'It is gone.' } },
  problems: ['precondition_failed'],
});
