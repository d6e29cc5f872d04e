import type { UpdateProjectBody } from '#shared/contract/project.ts';
import { type Actor, changedBy } from '#shared/domain/actor.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';

/**
 * Applies the fields of the request.
 * @param now RFC 3339
 * @returns the same record if nothing changes
 */
export const changeProject = (
  before: ProjectRecord,
  body: UpdateProjectBody,
  by: Actor,
  now: string,
): ProjectRecord => {
  const after = {
    ...before,
    name: body.name ?? before.name,
    description: body.description === undefined ? before.description : body.description,
    defaultOdooVersion: body.defaultOdooVersion === undefined ? before.defaultOdooVersion : body.defaultOdooVersion,
  };
  const same =
    after.name === before.name &&
    after.description === before.description &&
    after.defaultOdooVersion === before.defaultOdooVersion;
  return same ? before : { ...after, ...changedBy(by, now), version: before.version + 1 };
};
