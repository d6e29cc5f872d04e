import { randomBytes } from 'node:crypto';
import { LambdaClient, UpdateFunctionConfigurationCommand, waitUntilFunctionUpdatedV2 } from '@aws-sdk/client-lambda';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  ListSecretsCommand,
  RestoreSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
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
    await this.#secrets.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true }));
    const SecretString = JSON.stringify({ current: 1, 1: randomBytes(48).toString('base64url') });
    await this.#secrets.send(new CreateSecretCommand({ Name: SecretId, SecretString }));
    const client = new LambdaClient(this.#aws.settings);
    const FunctionName = await functionName(client, 'oCore: webhooks/receive-webhook');
    for (const MemorySize of [513, 512]) {
      await client.send(new UpdateFunctionConfigurationCommand({ FunctionName, MemorySize }));
      await waitUntilFunctionUpdatedV2({ client, maxWaitTime: 60 }, { FunctionName });
    }
  }
}
