import type { EnvironmentId, ProjectId } from '#shared/contract/id.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import type { ProjectAccess } from '#shared/domain/records/project-access.ts';

/** What a call concerns: a project and, if the call deploys to or runs one environment, that environment. */
export type Target = {
  readonly projectId: ProjectId;
  readonly access: ProjectAccess;
  readonly environmentId?: EnvironmentId;
};

/** The target of a call that concerns a whole project. */
export const targetOf = ({ id, access }: Pick<ProjectRecord, 'id' | 'access'>): Target => ({ projectId: id, access });
