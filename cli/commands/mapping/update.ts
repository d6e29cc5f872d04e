import { MappingTrigger } from '#shared/contract/branch-mapping.ts';
import { updateBranchMapping } from '#shared/contract/endpoints/branch-mappings.ts';
import { apiCommand } from '../../tree/command.ts';
import { choice, environment, list, onOff, text, wholeNumber } from '../../tree/options.ts';

/** `ocore mapping update`. */
export const mappingUpdate = apiCommand('mapping update', updateBranchMapping, {
  summary: 'Change a branch mapping; what is not given stays',
  examples: ['ocore mapping update prj_… map_… --auto-deploy off'],
  arguments: ['project', 'mapping'],
  options: [
    text('--pattern <pattern>', 'branchPattern', 'the branch or pattern'),
    environment('environmentId', 'what it deploys to'),
    choice('--trigger <trigger>', 'trigger', MappingTrigger.options, 'deploy on every push, or on merges alone'),
    wholeNumber('--priority <number>', 'priority', 'the lowest number wins'),
    list('--path <globs...>', 'paths', 'deploy only if one of these files changed'),
    onOff('--auto-deploy <on|off>', 'autoDeploy', 'whether it deploys by itself'),
  ],
  shape: 'id',
  said: (body) => body.warnings,
});
