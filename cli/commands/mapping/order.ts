import { orderBranchMappings } from '#shared/contract/endpoints/branch-mappings.ts';
import { apiCommand } from '../../tree/command.ts';

/** `ocore mapping order`. */
export const mappingOrder = apiCommand('mapping order', orderBranchMappings, {
  summary: 'Put the branch mappings into another order',
  examples: ['ocore mapping order prj_… map_2… map_1… map_3…'],
  arguments: ['project', 'mappings'],
  shape: 'list',
  columns: (one) => ({
    id: one.id,
    pattern: one.branchPattern,
    environment: one.environmentName,
    priority: one.priority,
  }),
  idOf: (body) => ('id' in body ? String(body.id) : ''),
});
