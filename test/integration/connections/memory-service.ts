import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
} from '@aws-sdk/client-secrets-manager';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Scheduler } from 'fast-check';
import { ulid } from 'ulid';
import { vi } from 'vitest';
import { AwsFault } from '#infra/local/aws-fault.ts';
import { invoke } from '#infra/local/function-registry.ts';
import { routeOf } from '#infra/local/routes.ts';
import { LocalSecretsManager } from '#infra/local/secrets-manager.ts';
import { ephemeralState } from '#infra/local/state-directory.ts';
import { newId } from '#shared/contract/new-id.ts';
import { permissions } from '#shared/contract/permission.ts';
import { repositoryFromItem } from '#shared/data/items/project-item.ts';
import { keys } from '#shared/data/table/keys.ts';
import { membershipBits } from '#shared/domain/access/token-principal.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { noProviderSettings } from '#shared/domain/settings/provider-settings.ts';
import type { RemoteRefsResult } from '#shared/git/remote-refs-result.ts';
import { MemoryProvider } from './memory-provider.ts';
import { MemoryTable } from './memory-table.ts';
import { followScheduler, takeTurn } from './turns.ts';

/** Where the clock of all schedules stands. */
const start = Date.parse('2026-11-25T10:00:00.000Z');
const organization = newId('organization', new Date(start).toISOString());
const rootSecretId = 'ocore/root-key';
export const rootSecret = JSON.stringify({ current: 1, '1': 'r'.repeat(43) });
const publicUrl = 'https://ocore.acme.example';

export const memoryEnvironment = {
  TABLE_NAME: 'ocore-memory',
  PUBLIC_URL: publicUrl,
  SECRET_PREFIX: 'ocore',
  ROOT_SECRET_ID: rootSecretId,
  LEASE_SECRET_ID: 'ocore/lease-key',
  AWS_REGION: 'eu-central-1',
};

export type MemoryAnswer = { readonly status: number; readonly json: Record<string, unknown> };

const principal = JSON.stringify({
  kind: 'apiKey',
  name: 'Owner',
  until: null,
  memberships: [
    [
      organization,
      'key_01KAR4M1G0000000000000000A',
      'acme',
      membershipBits({ permissions, unrestricted: true, isOwner: true }, null),
      null,
    ],
  ],
  projectIds: null,
  environmentIds: null,
});

/**
 * The handlers on a table, a Secrets Manager and a provider in memory. Every call that leaves a handler waits for its turn,
 * which the scheduler gives; what no actor does happens at once.
 */
export class MemoryService {
  static #current: MemoryService | null = null;
  readonly table = new MemoryTable();
  readonly secrets = new LocalSecretsManager(ephemeralState());
  readonly provider = new MemoryProvider(takeTurn);

  /** Takes the place of the one before. @param hasCredential whether keys and hooks are installed through the provider */
  constructor(scheduler: Scheduler, hasCredential: boolean) {
    followScheduler(scheduler);
    MemoryService.#current = this;
    vi.setSystemTime(start);
    this.secrets.handle('CreateSecret', { Name: rootSecretId, SecretString: rootSecret });
    if (hasCredential) this.#setCredential();
  }

  static get current(): MemoryService {
    if (MemoryService.#current === null) throw new Error('No schedule runs.');
    return MemoryService.#current;
  }

  #setCredential(): void {
    const secretId = `ocore/provider-credential/${organization}/github/${ulid(start)}`;
    const stored = {
      apiUrl: 'https://api.github.com',
      credential: { kind: 'token', token: 'github_pat_canary', username: null },
    };
    this.secrets.handle('CreateSecret', { Name: secretId, SecretString: JSON.stringify(stored) });
    const setAt = new Date(start).toISOString();
    const credential = { kind: 'token', lastFour: 'nary', setAt, expiresAt: null, login: 'octocat', secretId } as const;
    const settings = { ...noProviderSettings(organization, 'github'), credential, version: 1 };
    this.table.put({ ...settings, ...keys.providerSettings(organization, 'github') });
  }

  async api(method: string, path: string, body?: unknown): Promise<MemoryAnswer> {
    const route = routeOf(method, path);
    const event = {
      version: '2.0',
      routeKey: route.key,
      rawPath: path,
      rawQueryString: '',
      headers: { 'content-type': 'application/json' },
      pathParameters: route.params,
      requestContext: {
        http: { method, path, sourceIp: '127.0.0.1' },
        requestId: ulid(),
        authorizer: { lambda: { principal } },
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      isBase64Encoded: false,
    };
    const answer = (await invoke(route.file, event)) as APIGatewayProxyStructuredResultV2;
    const text = answer.body ?? '';
    return { status: answer.statusCode ?? 0, json: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
  }

  /** What an event of the project's deletion starts. */
  purge(projectId: string): Promise<unknown> {
    return invoke('projects/purge-project', {
      detail: { source: `/organizations/${organization}/projects/${projectId}` },
    });
  }

  /** The tick, when nobody can hold a connection any more: twice, since the second takes what the first could not. */
  async tick(): Promise<void> {
    for (const minutes of [2, 4]) {
      vi.setSystemTime(start + minutes * 60_000);
      await invoke('schedules/tick', {});
    }
  }

  stored(projectId: string): { readonly project: ProjectRecord | null; readonly repository: RepositoryRecord | null } {
    const of = (sk: string): unknown =>
      this.table.items().find((item) => item.sk === sk && String(item.pk).endsWith(`#PROJECT#${projectId}`)) ?? null;
    const item = of('REPOSITORY') as Record<string, unknown> | null;
    // With the keys of the item, which tell whether it is due.
    const repository = item === null ? null : { ...item, ...repositoryFromItem(item) };
    return { project: of('PROJECT') as ProjectRecord | null, repository };
  }

  /** The ids of the keys whose private halves are stored. */
  secretKeyIds(): string[] {
    return this.secrets
      .names()
      .filter((name) => name.startsWith('ocore/deploy-key/'))
      .map((name) => name.split('/').at(-1) ?? '')
      .sort();
  }
}

const sentSecret = (command: object): unknown => {
  const { secrets } = MemoryService.current;
  try {
    if (command instanceof GetSecretValueCommand) return secrets.handle('GetSecretValue', { ...command.input });
    if (command instanceof CreateSecretCommand) return secrets.handle('CreateSecret', { ...command.input });
    if (command instanceof DeleteSecretCommand) return secrets.handle('DeleteSecret', { ...command.input });
  } catch (error) {
    if (!(error instanceof AwsFault)) throw error;
    const told = { $metadata: {}, message: error.message };
    throw error.type === 'ResourceExistsException'
      ? new ResourceExistsException(told)
      : new ResourceNotFoundException(told);
  }
  throw new Error(`The memory service does not know ${command.constructor.name}.`);
};

const turnOf = (command: object, effect: () => unknown): Promise<unknown> =>
  takeTurn(command.constructor.name.replace('Command', ''), effect);

/** For `vi.mock('#shared/data/table/table.ts')`. */
export const tableMock = () => ({
  table: () => ({
    name: memoryEnvironment.TABLE_NAME,
    client: { send: (command: object) => turnOf(command, () => MemoryService.current.table.send(command)) },
  }),
});

/** For `vi.mock('#shared/secrets/client.ts')`. */
export const secretsMock = () => ({
  secretsManager: () => ({ send: (command: object) => turnOf(command, () => sentSecret(command)) }),
});

/** For `vi.mock('#shared/providers/make-provider.ts')`. */
export const providerMock = () => ({ makeProvider: () => MemoryService.current.provider });

/** For `vi.mock('#shared/git/remote-refs-ssh.ts')`: a key opens the repository that it was added to. */
export const sshMock = () => ({
  listRefsOverSsh: ({ privateKey }: { readonly privateKey: string }): Promise<RemoteRefsResult> => {
    const { provider } = MemoryService.current;
    const container = Buffer.from(privateKey.replace(/-----.*-----|\n/g, ''), 'base64');
    const opens = (publicKey: string): boolean =>
      container.includes(Buffer.from(publicKey.split(' ')[1] ?? '', 'base64'));
    return takeTurn('list refs', () =>
      provider.keys.some((key) => opens(key.publicKey))
        ? { ok: true, refs: { branches: new Map([['main', 'a'.repeat(40)]]), tags: new Map(), defaultBranch: 'main' } }
        : { ok: false, code: 'deploy_key_rejected', detail: 'github.com does not know the deploy key.' },
    );
  },
});
