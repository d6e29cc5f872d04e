import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { OrganizationId } from '#shared/contract/id.ts';
import type { Provider } from '#shared/contract/repository.ts';
import { auditWrite, changedFields, type Mutation } from '#shared/data/audit/mutation.ts';
import { ifVersion } from '#shared/data/table/conditions.ts';
import { recordFromItem } from '#shared/data/table/item.ts';
import { indexKeys, keys } from '#shared/data/table/keys.ts';
import { table } from '#shared/data/table/table.ts';
import { transact, type Write } from '#shared/data/table/transact.ts';
import type { ProviderSettingsRecord } from '#shared/domain/records/provider-settings.ts';
import { noProviderSettings } from '#shared/domain/settings/provider-settings.ts';

/** Items of 0.1.0 have no bundle of authorities. */
const settingsFrom = (item: Record<string, unknown>): ProviderSettingsRecord => {
  const record = recordFromItem<Omit<ProviderSettingsRecord, 'caBundle'> & Partial<ProviderSettingsRecord>>(item);
  return { ...record, caBundle: record.caBundle ?? null };
};

/** Reads an organisation's settings of one provider, consistently; the empty settings if there are none. */
export const readProviderSettings = async (
  organization: OrganizationId,
  provider: Provider,
): Promise<ProviderSettingsRecord> => {
  const { client, name } = table();
  const { Item } = await client.send(
    new GetCommand({ TableName: name, Key: keys.providerSettings(organization, provider), ConsistentRead: true }),
  );
  return Item === undefined ? noProviderSettings(organization, provider) : settingsFrom(Item);
};

/** Reads all provider settings of an organisation, in one consistent Query. */
export const readAllProviderSettings = async (
  organization: OrganizationId,
): Promise<readonly ProviderSettingsRecord[]> => {
  const { client, name } = table();
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: name,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :from)',
      ExpressionAttributeValues: { ':pk': keys.organization(organization).pk, ':from': keys.providerSettingsFrom },
      ConsistentRead: true,
    }),
  );
  return Items.map(settingsFrom);
};

/** The audited fields. Of a credential, the record holds nothing secret. */
const audited = ['baseUrl', 'sshHost', 'sshPort', 'sshHostKeys', 'caBundle', 'credential'] as const;

const settingsWrite = (settings: ProviderSettingsRecord, dueAt: string | null): Write => ({
  label: 'settings',
  Put: {
    Item: {
      ...settings,
      ...keys.providerSettings(settings.organizationId, settings.provider),
      ...(dueAt === null ? {} : indexKeys.due(dueAt, `${settings.organizationId}/${settings.provider}`)),
    },
    ...ifVersion(settings.version - 1),
  },
});

/**
 * Writes settings over the version that was read.
 * @param after with its version raised by one
 * @param dueAt when the tick has to delete abandoned secrets; null if there are none
 * @param audit null for a step that no principal requested
 * @throws ConditionFailed with `settings` if another change was faster
 */
export const saveProviderSettings = async (
  before: ProviderSettingsRecord,
  after: ProviderSettingsRecord,
  dueAt: string | null,
  audit: Mutation | null,
): Promise<void> =>
  transact([
    settingsWrite(after, dueAt),
    ...(audit === null
      ? []
      : [
          auditWrite(after.organizationId, audit, {
            action: 'settings.updated',
            resourceId: after.provider,
            resourceName: after.provider,
            projectId: null,
            changes: changedFields(before, after, audited),
          }),
        ]),
  ]);
