import type { EnvironmentId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { environmentOf } from '#shared/data/items/environment-item.ts';
import { projectOf, repositoryOf } from '#shared/data/items/project-item.ts';
import { recordOf } from '#shared/data/table/item.ts';
import { keys } from '#shared/data/table/keys.ts';
import { readItems } from '#shared/data/table/read-items.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import type { ProviderSettingsRecord } from '#shared/domain/records/provider-settings.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';

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
