import type { EnvironmentId, OrganizationId, ProjectId } from '../../contract/id.ts';
import type { EnvironmentRecord } from '../../domain/records/environment.ts';
import type { ProjectRecord } from '../../domain/records/project.ts';
import type { ProviderSettingsRecord } from '../../domain/records/provider-settings.ts';
import type { RepositoryRecord } from '../../domain/records/repository.ts';
import { environmentOf } from '../items/environment-item.ts';
import { projectOf, repositoryOf } from '../items/project-item.ts';
import { recordOf } from '../table/item.ts';
import { keys } from '../table/keys.ts';
import { readItems } from '../table/read-items.ts';

/** All that a claim is answered from. */
export type Work = {
  readonly project: ProjectRecord;
  readonly repository: RepositoryRecord | null;
  readonly environment: EnvironmentRecord | null;
  /** Of the providers that may be self-hosted; where one has none, its public host is meant. */
  readonly settings: readonly ProviderSettingsRecord[];
};

/** Bitbucket is connected in its cloud alone, so it has no settings of a host. */
const selfHosted = ['github', 'gitlab', 'gitea'] as const;

/**
 * Reads what a claim needs in one BatchGetItem, since its items lie in two partitions. Each is consistent.
 * @returns null where there is no such project, or it is being deleted
 */
export const readWork = async (
  organization: OrganizationId,
  project: ProjectId,
  environment: EnvironmentId | null,
): Promise<Work | null> => {
  const own = keys.project(organization, project);
  const items = await readItems([
    own,
    keys.repository(organization, project),
    ...(environment === null ? [] : [keys.environment(organization, project, environment)]),
    ...selfHosted.map((provider) => keys.providerSettings(organization, provider)),
  ]);
  const found = (sk: string) => items.find((item) => item.pk === own.pk && item.sk === sk);
  const projectItem = found(own.sk);
  if (projectItem === undefined) return null;
  const record = projectOf(projectItem);
  if (record.deletingAt !== null) return null;
  const repository = found(keys.repository(organization, project).sk);
  const slot = environment === null ? undefined : found(keys.environment(organization, project, environment).sk);
  return {
    project: record,
    repository: repository === undefined ? null : repositoryOf(repository),
    environment: slot === undefined ? null : environmentOf(slot),
    settings: items
      .filter((item) => String(item.sk).startsWith(keys.providerSettingsFrom))
      .map((item) => recordOf<ProviderSettingsRecord>(item)),
  };
};
