import { RefType } from '#shared/contract/branch-mapping.ts';
import { listRepositoryBranches } from '#shared/contract/endpoints/repository.ts';
import { apiCommand } from '../../tree/command.ts';
import { choice, text, wholeNumber } from '../../tree/options.ts';

/** `ocore repo branches`. */
export const repoBranches = apiCommand('repo branches', listRepositoryBranches, {
  summary: 'List the branches and tags that the repository has now',
  examples: ['ocore repo branches prj_…', 'ocore repo branches prj_… --pattern "release/*" -o id'],
  arguments: ['project'],
  options: [
    text('--query <text>', 'q', 'a part of the name'),
    text('--pattern <pattern>', 'pattern', 'those that a mapping with this pattern would match'),
    choice('--type <type>', 'refType', RefType.options, 'branches or tags alone'),
    wholeNumber('--limit <number>', 'limit', 'rows of a page, 1 to 100'),
  ],
  shape: 'list',
  columns: (one) => ({ name: one.name, type: one.type, commit: one.commitSha }),
  idOf: (one) => ('name' in one ? one.name : ''),
});
