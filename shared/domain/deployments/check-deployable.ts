import type { ProjectRecord } from '#shared/domain/records/project.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { accept, type RuleResult, refuse } from '#shared/domain/rule-result.ts';

/**
 * Returns the repository for a manual deployment. The project must have one and must not be archived. Refusals:
 * `repository_not_connected`, `project_archived`.
 * Source: docs/design/resources.md, "Deploying by hand".
 */
export const checkDeployable = (
  project: ProjectRecord,
  repository: RepositoryRecord | null,
): RuleResult<RepositoryRecord> => {
  if (repository === null || repository.status === 'disconnecting') {
    return refuse(
      'repository_not_connected',
      'No repository is connected to this project. Connect one with POST /api/projects/{projectId}/repository.',
    );
  }
  return project.archivedAt === null
    ? accept(repository)
    : refuse('project_archived', 'The project is archived. Unarchive it before you deploy.');
};
