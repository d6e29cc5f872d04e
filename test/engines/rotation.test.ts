import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Repository, Validation } from '#shared/contract/repository.ts';
import { BareRepository } from '#test/integration/git/bare-repository.ts';
import { expectStatus, TestService } from '#test/integration/test-service.ts';
import { Sshd } from './sshd.ts';

const run = promisify(execFile);

let service: TestService;
let repository: BareRepository;
let folder: string;
beforeAll(async () => {
  service = await TestService.start();
  repository = new BareRepository();
  repository.commit('main');
  repository.commit('staging');
  folder = mkdtempSync(join(tmpdir(), 'ocore-rotation-'));
});
afterAll(async () => {
  await service?.stop();
  repository?.remove();
  if (folder !== undefined) rmSync(folder, { recursive: true });
});

let sshd: Sshd;
beforeEach(async () => {
  sshd = await Sshd.start();
  await pin();
});
afterEach(() => sshd.stop());

/** What an administrator does: pins the host key that the server has now. */
const pin = async (): Promise<void> => {
  const body = {
    baseUrl: 'http://127.0.0.1:9',
    sshHost: '127.0.0.1',
    sshPort: sshd.port,
    sshHostKeys: [sshd.hostKey.publicKey],
  };
  expectStatus(200, await service.api('PUT', '/api/settings/git-providers/gitea', { body }));
};

type Key = Pick<Repository['deployKey'], 'publicKey'>;
/** The deploy keys of the repository, which they open for reading and nothing else, as behind a Git server. */
const authorize = (...keys: readonly Key[]): void =>
  sshd.authorize(
    ...keys.map(({ publicKey }) => `restrict,command="git-upload-pack '${repository.path}'" ${publicKey}`),
  );

type Project = { readonly id: string; readonly path: string };
const repositoryOf = async (method: string, path: string, status: number, body?: unknown): Promise<Repository> =>
  expectStatus(status, await service.api(method, path, body === undefined ? {} : { body })).json as Repository;
const connect = async (): Promise<Project & { readonly deployKey: Repository['deployKey'] }> => {
  const project = await service.project();
  const body = { repositoryUrl: `ssh://${sshd.user}@127.0.0.1:${sshd.port}/acme/odoo-custom.git` };
  const { deployKey } = await repositoryOf('POST', `${project.path}/repository`, 201, body);
  return { ...project, deployKey };
};
const regenerate = ({ path }: Project): Promise<Repository> =>
  repositoryOf('POST', `${path}/repository/regenerate-key`, 200);
const get = ({ path }: Project): Promise<Repository> => repositoryOf('GET', `${path}/repository`, 200);
const validate = async ({ path }: Project): Promise<Validation> =>
  expectStatus(200, await service.api('POST', `${path}/repository/validate`)).json as Validation;

/** The private halves that Secrets Manager holds for a project. */
const privateHalves = (project: Project): readonly { readonly id: string; readonly text: string }[] =>
  service.local.secrets
    .names()
    .filter((name) => name.includes(project.id))
    .map((SecretId) => {
      const { SecretString } = service.local.secrets.handle('GetSecretValue', { SecretId }) as { SecretString: string };
      return { id: SecretId.split('/').at(-1) ?? '', text: SecretString };
    });

let fetches = 0;
/** Fetches as a runner does, with every key that Secrets Manager holds at this moment. @throws where git fails */
const fetchOnce = async (project: Project): Promise<void> => {
  fetches += 1;
  const own = join(folder, `fetch-${fetches}`);
  mkdirSync(own);
  const identities = privateHalves(project).flatMap(({ id, text }) => {
    writeFileSync(join(own, id), text, { mode: 0o600 });
    return ['-i', join(own, id)];
  });
  const knownHosts = join(own, 'known_hosts');
  writeFileSync(knownHosts, `[127.0.0.1]:${sshd.port} ${sshd.hostKey.publicKey}\n`);
  const ssh = [
    ...['ssh', '-F', '/dev/null', ...identities],
    ...['IdentitiesOnly=yes', 'IdentityAgent=none', 'BatchMode=yes', 'StrictHostKeyChecking=yes'].flatMap((one) => [
      '-o',
      one,
    ]),
    ...['-o', `UserKnownHostsFile=${knownHosts}`],
  ].join(' ');
  const clone = join(own, 'clone.git');
  await run('git', ['init', '--quiet', '--bare', clone]);
  const url = `ssh://${sshd.user}@127.0.0.1:${sshd.port}/acme/odoo-custom.git`;
  await run('git', ['--git-dir', clone, 'fetch', '--quiet', '--', url, '+refs/heads/*:refs/heads/*'], {
    env: { ...process.env, GIT_SSH_COMMAND: ssh, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' },
  });
};

describe('with a real OpenSSH server, validate', () => {
  it('answers the branches once the key that connect answered is in authorized_keys', async () => {
    const project = await connect();
    authorize(project.deployKey);

    expect(await validate(project)).toMatchObject({
      result: 'reachable',
      branches: ['main', 'staging'],
      defaultBranch: 'main',
    });
    expect((await get(project)).deployKey.lastVerifiedAt).not.toBeNull();
  });

  it('answers deploy_key_rejected once the key is removed', async () => {
    const project = await connect();
    authorize(project.deployKey);
    await validate(project);
    authorize();

    const result = await validate(project);

    expect(result.result).toBe('deploy_key_rejected');
    expect(result.detail).toContain(project.deployKey.fingerprint);
    expect((await get(project)).status).toBe('failing');
  });

  it('answers host_key_changed once the host key is replaced, until the new one is pinned', async () => {
    const project = await connect();
    authorize(project.deployKey);
    const before = sshd.hostKey;
    const seen = await sshd.run('ed25519');

    const result = await validate(project);

    expect(result.result).toBe('host_key_changed');
    expect(result.detail).toContain(before.fingerprint);
    expect(result.detail).toContain(seen.fingerprint);
    await pin();
    expect(await validate(project)).toMatchObject({ result: 'reachable' });
  });
});

describe('while real git fetches with whatever keys Secrets Manager holds', () => {
  it('no fetch fails over three rotations, and each old key and its private half are gone afterwards', async () => {
    const project = await connect();
    let current: Repository['deployKey'] = project.deployKey;
    authorize(current);
    await validate(project);
    let rotating = true;
    let fetched = 0;
    const failures: unknown[] = [];
    const loop = (async () => {
      while (rotating) {
        await fetchOnce(project).then(
          () => {
            fetched += 1;
          },
          (error: unknown) => failures.push(error),
        );
      }
    })();
    /** Waits until a fetch has ended that began after this. */
    const aWholeFetch = async (): Promise<void> => {
      const before = fetched + failures.length;
      await expect.poll(() => fetched + failures.length).toBeGreaterThanOrEqual(before + 2);
    };

    for (let rotation = 0; rotation < 3; rotation += 1) {
      await aWholeFetch();
      const next = (await regenerate(project)).deployKey;
      expect(next.retiring?.fingerprint).toBe(current.fingerprint);
      await aWholeFetch();
      authorize(current, next);
      await aWholeFetch();
      expect(await validate(project)).toMatchObject({ result: 'reachable' });
      expect(privateHalves(project).map(({ id }) => id)).toEqual([next.id]);
      // Who began with the old key shall end with it: then a person removes it.
      await aWholeFetch();
      authorize(next);
      await aWholeFetch();
      current = next;
    }
    rotating = false;
    await loop;

    expect(failures).toEqual([]);
    expect(fetched).toBeGreaterThanOrEqual(15);
    expect((await get(project)).deployKey).toMatchObject({ id: current.id, retiring: null });
    authorize(project.deployKey);
    await expect(fetchOnce(project)).rejects.toThrow('Permission denied (publickey)');
  });
});
