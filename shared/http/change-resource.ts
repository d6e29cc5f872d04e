import { type ProjectConfiguration, readConfiguration } from '#shared/data/projects/read-project.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import type { CheckVersion } from './check-version.ts';
import type { VisibleReads } from './read-visible.ts';
import type { Reply } from './reply.ts';
import { requireEnvironment, requireRepository } from './require-resource.ts';

type EnvironmentContext = VisibleReads & {
  readonly params: { readonly environmentId: string };
  readonly checkVersion: CheckVersion;
};

/**
 * Reads the environment of the path, compares its version with If-Match and changes it. If another change was faster, it
 * starts again with the read.
 * @throws Problem `not_found`, `permission_missing`, `precondition_failed`; what `change` throws
 */
export const onEnvironment = (
  { readVisible, requireOn, params, checkVersion }: EnvironmentContext,
  change: (before: EnvironmentRecord, found: ProjectConfiguration) => Promise<Reply>,
): Promise<Reply> =>
  retryOnVersionConflict(async () => {
    const found = await readVisible(readConfiguration);
    const before = requireEnvironment(found.environments, params.environmentId);
    requireOn(found.project, before.id);
    checkVersion(before);
    return change(before, found);
  });

/**
 * Reads the connected repository and works on it. If another change was faster, it starts again with the read.
 * @param read how much of the project the work needs
 * @throws Problem `not_found`, `permission_missing`, `repository_not_connected`; what `work` throws
 */
export const onRepository = (
  { readVisible }: VisibleReads,
  read: typeof readConfiguration,
  work: (repository: RepositoryRecord, found: ProjectConfiguration) => Promise<Reply>,
): Promise<Reply> =>
  retryOnVersionConflict(async () => {
    const found = await readVisible(read);
    return work(requireRepository(found.repository), found);
  });
