import { listSubmodules } from '#shared/contract/endpoints/repository.ts';
import { apiCommand } from '../../tree/command.ts';

/** `ocore submodule list`. */
export const submoduleList = apiCommand('submodule list', listSubmodules, {
  summary: 'List the submodules that have a key, and those of the last deployments',
  examples: ['ocore submodule list prj_…'],
  arguments: ['project'],
  shape: 'list',
  columns: (one) => ({
    id: one.id,
    name: one.fullName,
    status: one.status,
    verified: one.lastVerifiedAt,
    reason: one.statusReason,
  }),
  below: ({ reported }) =>
    reported.map((one) => ({
      path: one.path,
      fetched: one.fetched,
      repository: one.repositoryUrl,
      key: one.submoduleId,
      deployment: one.deploymentId,
    })),
});
