import { createHash } from 'node:crypto';
import * as z from 'zod';
import { AwsFault } from './aws-fault.ts';
import { LocalFailure } from './local-failure.ts';
import type { StateDirectory } from './state-directory.ts';

const Secret = z.object({
  name: z.string(),
  value: z.string(),
  versionId: z.string(),
  description: z.string().nullable(),
  tags: z.array(z.object({ Key: z.string(), Value: z.string() })),
  createdAt: z.number(),
});
type Secret = z.infer<typeof Secret>;

const file = 'secrets.json';
const region = 'arn:aws:secretsmanager:eu-central-1:000000000000:secret:';

type Input = Readonly<Record<string, unknown>>;

/** A small Secrets Manager: the operations that the service uses, with AWS's errors. */
export class LocalSecretsManager {
  readonly #state: StateDirectory;
  readonly #secrets: Map<string, Secret>;

  constructor(state: StateDirectory) {
    this.#state = state;
    const kept = z.array(Secret).safeParse(state.read(file) ?? []);
    if (!kept.success) {
      throw new LocalFailure(
        `The state file ${state.file(file)} is not one of oCore's. Restore it from a copy, or delete the state directory.`,
      );
    }
    this.#secrets = new Map(kept.data.map((secret) => [secret.name, secret]));
  }

  /** The names of all secrets, for tests and for the first start. */
  names(): string[] {
    return [...this.#secrets.keys()];
  }

  /** @param operation the part of X-Amz-Target after the dot @throws AwsFault */
  handle(operation: string, input: Input): unknown {
    switch (operation) {
      case 'CreateSecret':
        return this.#create(input);
      case 'GetSecretValue':
        return this.#get(input);
      case 'PutSecretValue':
        return this.#put(input);
      case 'DescribeSecret':
        return this.#describe(this.#find(input));
      case 'DeleteSecret':
        return this.#delete(input);
      case 'ListSecrets':
        return { SecretList: [...this.#secrets.values()].map((secret) => this.#describe(secret)) };
      default:
        throw new AwsFault('InvalidAction', `The local Secrets Manager does not know ${operation}.`);
    }
  }

  #save(): void {
    this.#state.write(file, [...this.#secrets.values()]);
  }

  #find(input: Input): Secret {
    const id = String(input.SecretId).replace(region, '');
    const secret = this.#secrets.get(id);
    if (secret === undefined) {
      throw new AwsFault('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    }
    return secret;
  }

  #create(input: Input): unknown {
    const name = String(input.Name);
    const value = String(input.SecretString);
    const versionId = String(input.ClientRequestToken ?? createHash('sha256').update(value).digest('hex').slice(0, 32));
    const existing = this.#secrets.get(name);
    // The same token and value mean a retry of the same call.
    if (existing !== undefined && !(existing.versionId === versionId && existing.value === value)) {
      throw new AwsFault('ResourceExistsException', `The operation failed because the secret ${name} already exists.`);
    }
    const tags = z
      .array(z.object({ Key: z.string(), Value: z.string() }))
      .catch([])
      .parse(input.Tags);
    const description = typeof input.Description === 'string' ? input.Description : null;
    this.#secrets.set(name, { name, value, versionId, description, tags, createdAt: Date.now() / 1000 });
    this.#save();
    return { ARN: region + name, Name: name, VersionId: versionId };
  }

  #get(input: Input): unknown {
    const secret = this.#find(input);
    return {
      ARN: region + secret.name,
      Name: secret.name,
      VersionId: secret.versionId,
      SecretString: secret.value,
      VersionStages: ['AWSCURRENT'],
      CreatedDate: secret.createdAt,
    };
  }

  #put(input: Input): unknown {
    const secret = this.#find(input);
    const value = String(input.SecretString);
    const versionId = String(input.ClientRequestToken ?? createHash('sha256').update(value).digest('hex').slice(0, 32));
    this.#secrets.set(secret.name, { ...secret, value, versionId });
    this.#save();
    return { ARN: region + secret.name, Name: secret.name, VersionId: versionId, VersionStages: ['AWSCURRENT'] };
  }

  #describe(secret: Secret): unknown {
    return {
      ARN: region + secret.name,
      Name: secret.name,
      Description: secret.description ?? undefined,
      Tags: secret.tags,
      CreatedDate: secret.createdAt,
    };
  }

  #delete(input: Input): unknown {
    const force = input.ForceDeleteWithoutRecovery === true;
    const name = String(input.SecretId).replace(region, '');
    if (!this.#secrets.has(name) && !force) this.#find(input);
    this.#secrets.delete(name);
    this.#save();
    return { ARN: region + name, Name: name, DeletionDate: Date.now() / 1000 };
  }
}
