import { MappingTrigger } from '#shared/contract/branch-mapping.ts';
import { createBranchMapping } from '#shared/contract/endpoints/branch-mappings.ts';
import { apiCommand } from '../../tree/command.ts';
import { choice, environment, list, onOff, text, wholeNumber } from '../../tree/options.ts';

/** `ocore mapping add`. */
export const mappingAdd = apiCommand('mapping add', createBranchMapping, {
  summary: 'Map a branch, a branch pattern or a tag pattern to an environment',
  examples: [
    'ocore mapping add prj_… --branch main --environment Production',
    'ocore mapping add prj_… --tag "v*" --environment Production',
  ],
  arguments: ['project'],
  options: [
    text('--branch <pattern>', 'branchPattern', 'a branch, or a pattern such as release/*'),
    {
      ...text('--tag <pattern>', 'refType', 'a pattern of tags instead'),
      conflicts: 'branch',
      read: (value) => ({ refType: 'tag', branchPattern: value }),
    },
    environment('environmentId', 'what it deploys to', { required: true }),
    choice('--trigger <trigger>', 'trigger', MappingTrigger.options, 'deploy on every push, or on merges alone'),
    wholeNumber('--priority <number>', 'priority', 'the lowest number wins'),
    list('--path <globs...>', 'paths', 'deploy only if one of these files changed'),
    onOff('--auto-deploy <on|off>', 'autoDeploy', 'whether it deploys by itself'),
  ],
  shape: 'id',
  said: (body) => body.warnings,
});
