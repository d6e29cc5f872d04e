import type { EnvironmentId, ProjectId } from '#shared/contract/id.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import type { ProjectAccess } from '#shared/domain/records/project-access.ts';

/** What a call concerns: a project and, where it deploys to or runs one environment, that one. */
export type Target = {
  readonly projectId: ProjectId;
  readonly access: ProjectAccess;
  readonly environmentId?: EnvironmentId;
};

/** What a call on a whole project concerns. */
export const targetOf = ({ id, access }: Pick<ProjectRecord, 'id' | 'access'>): Target => ({ projectId: id, access });
