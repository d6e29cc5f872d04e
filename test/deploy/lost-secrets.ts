import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient, UpdateFunctionConfigurationCommand, waitUntilFunctionUpdatedV2 } from '@aws-sdk/client-lambda';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  ListSecretsCommand,
  RestoreSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { OrganizationId } from '#shared/contract/id.ts';
import { keys } from '#shared/data/table/keys.ts';
import { noProviderSettings } from '#shared/domain/settings/provider-settings.ts';
import { functionName } from './function-name.ts';
import type { MiniStack } from './ministack.ts';
import type { Made } from './stage.ts';

const SecretId = 'ocore/root-key';

/** What loses secrets of the stage `prod`, and the commands of docs/operations.md, "Lost secrets", that mend it. */
export class LostSecrets {
  readonly #aws: MiniStack;

  constructor(aws: MiniStack) {
    this.#aws = aws;
  }

  get #secrets(): SecretsManagerClient {
    return new SecretsManagerClient(this.#aws.settings);
  }

  /** How many deploy keys of a project there are. */
  async deployKeys({ ids }: Made): Promise<number> {
    const { SecretList = [] } = await this.#secrets.send(
      new ListSecretsCommand({ Filters: [{ Key: 'name', Values: ['ocore/deploy-key/'] }] }),
    );
    return SecretList.filter(({ Name }) => Name?.includes(ids.projectId ?? 'none')).length;
  }

  /** Deletes the root key as the console of AWS does: it can be restored for some days. */
  async deleteRootKey(): Promise<void> {
    await this.#secrets.send(new DeleteSecretCommand({ SecretId, RecoveryWindowInDays: 7 }));
  }

  async restoreRootKey(): Promise<void> {
    await this.#secrets.send(new RestoreSecretCommand({ SecretId }));
  }

  /** Deletes the root key for good, makes it anew under its name, and starts new processes of the receiver, which know the old one. */
  async replaceRootKey(): Promise<void> {
    await this.#delete('ocore/root-key');
    await this.#makeKey('ocore/root-key');
    await this.#restart('webhooks/receive-webhook');
  }

  /** Deletes the lease key for good, and starts new processes of what knows it. */
  async deleteLeaseKey(): Promise<void> {
    await this.#delete('ocore/lease-key');
    await this.#restart('runner/claim-deployment');
    await this.#restart('runner/heartbeat-deployment');
  }

  /** Makes the lease key anew under its name. */
  makeLeaseKey(): Promise<void> {
    return this.#makeKey('ocore/lease-key');
  }

  /** The settings of GitHub in an organisation, with a credential whose secret is gone: no provider answers the emulator. */
  async loseCredential(TableName: string, organization: string): Promise<void> {
    const organizationId = OrganizationId.parse(organization);
    const credential = {
      kind: 'token',
      lastFour: '1234',
      setAt: new Date().toISOString(),
      expiresAt: null,
      login: 'mona',
      secretId: `ocore/provider-credential/${organizationId}/github/01JZZZZZZZZZZZZZZZZZZZZZZZ`,
    } as const;
    const settings = { ...noProviderSettings(organizationId, 'github'), credential, version: 1 };
    const Item = { ...settings, ...keys.providerSettings(organizationId, 'github') };
    const client = DynamoDBDocumentClient.from(new DynamoDBClient(this.#aws.settings));
    await client.send(new PutCommand({ TableName, Item }));
  }

  async #delete(SecretId: string): Promise<void> {
    await this.#secrets.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true }));
  }

  async #makeKey(Name: string): Promise<void> {
    const SecretString = JSON.stringify({ current: 1, 1: randomBytes(48).toString('base64url') });
    await this.#secrets.send(new CreateSecretCommand({ Name, SecretString }));
  }

  /** Makes Lambda start new processes, as docs/operations.md shows it, "Rotating the root key". */
  async #restart(file: string): Promise<void> {
    const client = new LambdaClient(this.#aws.settings);
    const FunctionName = await functionName(client, `oCore: ${file}`);
    for (const MemorySize of [513, 512]) {
      await client.send(new UpdateFunctionConfigurationCommand({ FunctionName, MemorySize }));
      await waitUntilFunctionUpdatedV2({ client, maxWaitTime: 60 }, { FunctionName });
    }
  }
}
