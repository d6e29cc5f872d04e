import { listBranchMappings } from '#shared/contract/endpoints/branch-mappings.ts';
import { apiCommand } from '../../tree/command.ts';

/** `ocore mapping list`. */
export const mappingList = apiCommand('mapping list', listBranchMappings, {
  summary: 'List the branch mappings by priority',
  examples: ['ocore mapping list prj_…'],
  arguments: ['project'],
  shape: 'list',
  columns: (one) => ({
    id: one.id,
    pattern: one.branchPattern,
    environment: one.environmentName,
    behavior: one.behavior,
    priority: one.priority,
    autoDeploy: one.autoDeploy,
    warnings: one.warnings,
  }),
});
