import type { CreateEnvironmentBody, UpdateEnvironmentBody } from '#shared/contract/environment.ts';
import type { EnvironmentId } from '#shared/contract/id.ts';
import { type Actor, changedBy } from '#shared/domain/actor.ts';
import { checkPattern } from '#shared/domain/branch-mappings/branch-pattern.ts';
import { foldName } from '#shared/domain/fold-name.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import { accept, type RuleResult, refuse } from '#shared/domain/rule-result.ts';
import { sameValue } from '#shared/domain/same-value.ts';

/** Source: docs/design/single-table.md, "Limits". */
const maximum = 20;

const isTaken = (project: ProjectRecord, name: string, except: string | null): boolean =>
  Object.entries(project.environments).some(([id, one]) => id !== except && foldName(one.name) === foldName(name));

/**
 * Checks that a name is free in the project.
 * @param except the environment's own id; null for a new environment
 */
export const checkEnvironmentName = (
  project: ProjectRecord,
  name: string,
  except: string | null,
): RuleResult<string> =>
  isTaken(project, name, except)
    ? refuse(
        'name_taken',
        `name: "${name}" is the name of another environment of this project. Choose another name.`,
        '#/name',
      )
    : accept(name);

/**
 * Checks the patterns of an environment's branches. Refusal: `validation_failed`.
 * @param isRefName git's rule for names (shared/contract/ref-name.ts)
 */
export const checkBranches = (
  branches: readonly string[],
  isRefName: (name: string) => boolean,
): RuleResult<readonly string[]> => {
  for (const [index, pattern] of branches.entries()) {
    const checked = checkPattern(pattern, isRefName, `#/branches/${index}`);
    if (!checked.ok) return checked;
  }
  return accept(branches);
};

/** A new environment. Refusals: `name_taken`, `conflict` (more than 20). @param now RFC 3339 */
export const newEnvironment = (
  id: EnvironmentId,
  body: CreateEnvironmentBody,
  project: ProjectRecord,
  by: Actor,
  now: string,
): RuleResult<EnvironmentRecord> => {
  const name = checkEnvironmentName(project, body.name, null);
  if (!name.ok) return name;
  if (Object.keys(project.environments).length >= maximum) {
    return refuse('conflict', `A project has at most ${maximum} environments. Delete one first.`);
  }
  return accept({
    organizationId: project.organizationId,
    projectId: project.id,
    id,
    name: body.name,
    type: body.type,
    odooVersion: body.odooVersion === undefined ? project.defaultOdooVersion : body.odooVersion,
    url: body.url,
    runnerSeen: null,
    approval: body.approval,
    autoDeploy: true,
    branches: body.branches,
    allowMissingSubmodules: body.allowMissingSubmodules,
    paused: null,
    current: null,
    running: null,
    pending: null,
    lastDeployment: null,
    lease: null,
    createdAt: now,
    ...changedBy(by, now),
    version: 1,
  });
};

/** Applies the fields of the request to an environment. @returns the same record if nothing changes */
export const changeEnvironment = (
  before: EnvironmentRecord,
  body: UpdateEnvironmentBody,
  by: Actor,
  now: string,
): EnvironmentRecord => {
  const after: EnvironmentRecord = {
    ...before,
    name: body.name ?? before.name,
    odooVersion: body.odooVersion === undefined ? before.odooVersion : body.odooVersion,
    url: body.url === undefined ? before.url : body.url,
    approval: body.approval ?? before.approval,
    autoDeploy: body.autoDeploy ?? before.autoDeploy,
    branches: body.branches ?? before.branches,
    allowMissingSubmodules: body.allowMissingSubmodules ?? before.allowMissingSubmodules,
  };
  const same =
    after.name === before.name &&
    after.odooVersion === before.odooVersion &&
    after.url === before.url &&
    after.approval === before.approval &&
    after.autoDeploy === before.autoDeploy &&
    after.allowMissingSubmodules === before.allowMissingSubmodules &&
    sameValue(after.branches, before.branches);
  return same ? before : { ...after, ...changedBy(by, now), version: before.version + 1 };
};
