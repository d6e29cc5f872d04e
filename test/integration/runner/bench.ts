import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { startInnerServer } from '#infra/local/inner-server.ts';
import { LocalSecretsManager } from '#infra/local/secrets-manager.ts';
import { ephemeralState } from '#infra/local/state-directory.ts';
import type { Deployment } from '#shared/contract/deployment.ts';
import { newId } from '#shared/contract/new-id.ts';
import type { Claim } from '#shared/contract/runner.ts';
import { type DeployKeyPair, generateDeployKey } from '#shared/git/deploy-key.ts';
import type { DeployCommand } from '../../../cli/runner/deploy.ts';
import { Runner, type RunnerOptions } from '../../../cli/runner/runner.ts';
import { BareRepository } from '../git/bare-repository.ts';
import { type Execute, newServerKey, runInShell, type ServerKey, SshServer } from '../git/ssh-server.ts';
import { MemoryApi } from './memory-api.ts';
import { withSsh } from './with-ssh.ts';
import { WorkTree } from './work-tree.ts';

const now = '2026-11-26T10:00:00.000Z';

export type RunnerChanges = Partial<Omit<RunnerOptions, 'command'>> & { readonly command?: Partial<DeployCommand> };
type Inner = { readonly endpoint: string; readonly server: Server };

/** A repository behind SSH, its deploy key in a Secrets Manager, and the four calls in memory: all that a runner needs. */
export class Bench {
  readonly api = new MemoryApi();
  readonly repository = new BareRepository();
  readonly work = new WorkTree(this.repository.path);
  readonly key: DeployKeyPair;
  /** Where commands write what the test reads. */
  readonly out = mkdtempSync(join(tmpdir(), 'ocore-out-'));
  readonly workRoot = join(this.out, 'work');
  readonly sshUrl: string;
  readonly ssh: SshServer;
  /** Lines of authorized_keys. */
  readonly authorized: string[];
  /** What the server does when git asks. */
  onFetch: Execute = runInShell;
  readonly #hostKey: ServerKey;
  readonly #secrets: LocalSecretsManager;
  readonly #inner: Inner;
  readonly #accessKeyFile: string;

  private constructor(
    ssh: SshServer,
    authorized: string[],
    hostKey: ServerKey,
    secrets: LocalSecretsManager,
    inner: Inner,
    accessKey: string,
    key: DeployKeyPair,
  ) {
    this.ssh = ssh;
    this.sshUrl = `ssh://${userInfo().username}@127.0.0.1:${ssh.port}${this.repository.path}`;
    this.authorized = authorized;
    this.#hostKey = hostKey;
    this.#secrets = secrets;
    this.#inner = inner;
    this.key = key;
    this.#accessKeyFile = join(this.out, 'access-key');
    writeFileSync(this.#accessKeyFile, accessKey, { mode: 0o600 });
    mkdirSync(this.workRoot);
  }

  static async start(): Promise<Bench> {
    process.env.PATH = withSsh(process.env.PATH ?? '');
    const key = generateDeployKey('ocore test');
    const hostKey = newServerKey.ed25519();
    const authorized = [key.publicKey];
    let bench: Bench | null = null;
    const execute: Execute = (...args) => (bench?.onFetch ?? runInShell)(...args);
    const ssh = await SshServer.start({ hostKeys: [hostKey], authorized, execute });
    const secrets = new LocalSecretsManager(ephemeralState());
    secrets.handle('CreateSecret', { Name: 'ocore/deploy-key/test', SecretString: key.privateKey });
    const accessKey = `OCORE${randomBytes(16).toString('hex').toUpperCase()}`;
    const inner = await startInnerServer({ targets: { secretsmanager: secrets }, functions: {} }, accessKey);
    bench = new Bench(ssh, authorized, hostKey, secrets, inner, accessKey, key);
    return bench;
  }

  async stop(): Promise<void> {
    await this.ssh.stop();
    this.#inner.server.closeAllConnections();
    this.#inner.server.close();
    this.work.remove();
    this.repository.remove();
    rmSync(this.out, { recursive: true, force: true });
  }

  claim(deployment: Partial<Deployment>, changes: Partial<Claim> = {}): Claim {
    return {
      deployment: {
        id: newId('deployment', now),
        projectId: newId('project', now),
        environmentId: newId('environment', now),
        environmentName: 'Staging',
        environmentType: 'staging',
        commitUrl: null,
        compareUrl: null,
        waitsFor: [],
        branch: null,
        tag: null,
        commitSha: null,
        commitMessage: null,
        commitAuthor: null,
        trigger: 'push',
        triggeredBy: 'github:octocat',
        triggeredByName: null,
        deliveryId: null,
        status: 'running',
        statusReason: null,
        supersededBy: null,
        redeployOf: null,
        promotedFrom: null,
        approvedBy: null,
        approvedByName: null,
        approvedAt: null,
        cancelledBy: null,
        cancelledByName: null,
        cancelReason: null,
        runner: null,
        createdAt: '2026-11-26T10:00:00.000Z',
        startedAt: '2026-11-26T10:00:00.000Z',
        completedAt: null,
        durationMs: null,
        errorMessage: null,
        ignoreSeries: false,
        update: 'changed',
        force: false,
        changePlan: null,
        submodules: null,
        statusReport: null,
        ...deployment,
      },
      environment: {
        id: newId('environment', now),
        name: 'Staging',
        type: 'staging',
        odooVersion: '18.0',
        url: null,
        branches: [],
        allowMissingSubmodules: false,
      },
      lease: { token: 'lease-0', expiresAt: '2026-11-26T10:01:00.000Z' },
      sshUrl: this.sshUrl,
      httpsUrl: 'https://git.acme.example/acme/odoo-custom.git',
      hostKeys: [this.#hostKey.pin.publicKey],
      deployKeySecretId: 'ocore/deploy-key/test',
      submodules: [],
      secretStore: { endpoint: this.#inner.endpoint, accessKeyFile: this.#accessKeyFile },
      previousCommitSha: null,
      ...changes,
    };
  }

  /** Stores the key of a submodule, which the server then takes too. @returns what a claim says of it */
  keyOf(sshUrl: string, key: DeployKeyPair, hostKeys = [this.#hostKey.pin.publicKey]): Claim['submodules'][number] {
    const deployKeySecretId = `ocore/deploy-key/test/${randomBytes(4).toString('hex')}`;
    this.#secrets.handle('CreateSecret', { Name: deployKeySecretId, SecretString: key.privateKey });
    this.authorized.push(key.publicKey);
    return { sshUrl, hostKeys, deployKeySecretId };
  }

  /** A deploy command. @returns its path */
  script(text: string): string {
    const file = join(this.out, `deploy-${randomBytes(4).toString('hex')}.sh`);
    writeFileSync(file, `#!/bin/sh\n${text}\n`);
    chmodSync(file, 0o755);
    return file;
  }

  runner(script: string, options: RunnerChanges = {}): Runner {
    const { command, ...rest } = options;
    return new Runner({
      api: this.api,
      apiUrl: 'http://127.0.0.1:4700',
      workRoot: this.workRoot,
      secrets: ['ocore_key_topsecrettoken'],
      ...rest,
      command: {
        file: this.script(script),
        arguments: [],
        passEnv: [],
        timeoutMs: 60_000,
        graceMs: 1000,
        ...command,
      },
    });
  }
}
