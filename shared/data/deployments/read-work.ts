import type { EnvironmentId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { environmentFromItem } from '#shared/data/items/environment-item.ts';
import { projectFromItem, repositoryFromItem } from '#shared/data/items/project-item.ts';
import { recordFromItem } from '#shared/data/table/item.ts';
import { keys } from '#shared/data/table/keys.ts';
import { readItems } from '#shared/data/table/read-items.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import type { ProviderSettingsRecord } from '#shared/domain/records/provider-settings.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';

/** Everything that the answer to a claim needs. */
export type Work = {
  readonly project: ProjectRecord;
  readonly repository: RepositoryRecord | null;
  readonly environment: EnvironmentRecord | null;
  /** Of the providers that can be self-hosted. A missing one means the public host. */
  readonly settings: readonly ProviderSettingsRecord[];
};

/** Only Bitbucket Cloud is supported, so Bitbucket has no host settings. */
const selfHosted = ['github', 'gitlab', 'gitea'] as const;

/**
 * Reads what a claim needs in one consistent BatchGetItem, since the items are in two partitions.
 * @returns null if the project does not exist or is being deleted
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
  const record = projectFromItem(projectItem);
  if (record.deletingAt !== null) return null;
  const repository = found(keys.repository(organization, project).sk);
  const slot = environment === null ? undefined : found(keys.environment(organization, project, environment).sk);
  return {
    project: record,
    repository: repository === undefined ? null : repositoryFromItem(repository),
    environment: slot === undefined ? null : environmentFromItem(slot),
    settings: items
      .filter((item) => String(item.sk).startsWith(keys.providerSettingsFrom))
      .map((item) => recordFromItem<ProviderSettingsRecord>(item)),
  };
};
