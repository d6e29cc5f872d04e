import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Repository } from '#shared/contract/repository.ts';
import { expectStatus, TestService } from '#test/integration/test-service.ts';

const run = promisify(execFile);

let service: TestService;
let folder: string;
beforeAll(async () => {
  await run('ssh-keygen', ['-?']).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') {
      throw new Error('ssh-keygen is missing. Install it: apt-get install openssh-client', { cause: error });
    }
  });
  service = await TestService.start();
  folder = await mkdtemp(join(tmpdir(), 'ocore-ssh-keygen-'));
});
afterAll(async () => {
  await service?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true });
});

const sshKeygen = async (...args: string[]): Promise<string> => (await run('ssh-keygen', args)).stdout.trim();

/** Writes the private half of a key, taken from the local Secrets Manager, as a runner would. @returns its path */
const privateHalf = async (projectId: string, keyId: string): Promise<string> => {
  const SecretId = `ocore/deploy-key/${service.local.organization.id}/${projectId}/${keyId}`;
  const { SecretString } = service.local.secrets.handle('GetSecretValue', { SecretId }) as { SecretString: string };
  const file = join(folder, keyId);
  await writeFile(file, SecretString, { mode: 0o600 });
  return file;
};

const expectAgreement = async (projectId: string, key: Repository['deployKey']): Promise<void> => {
  const file = await privateHalf(projectId, key.id);
  expect(await sshKeygen('-y', '-f', file)).toBe(key.publicKey);
  expect(await sshKeygen('-l', '-f', file)).toBe(`256 ${key.fingerprint} ocore ${projectId} (ED25519)`);
  await writeFile(`${file}.pub`, `${key.publicKey}\n`);
  expect(await sshKeygen('-l', '-f', `${file}.pub`)).toBe(`256 ${key.fingerprint} ocore ${projectId} (ED25519)`);
};

it('reads the key of a connection and agrees with the public key and the fingerprint of the answer', async () => {
  const { projectId, repository } = await service.connectedProject();
  await expectAgreement(projectId, (repository as Repository).deployKey);
});

it('reads a regenerated key and agrees with it', async () => {
  const { projectId, path } = await service.connectedProject();
  const answer = expectStatus(200, await service.api('POST', `${path}/repository/regenerate-key`));
  await expectAgreement(projectId, (answer.json as Repository).deployKey);
});

it('signs with the private half what the public half verifies', async () => {
  const { projectId, repository } = await service.connectedProject();
  const { deployKey } = repository as Repository;
  const file = await privateHalf(projectId, deployKey.id);
  const message = join(folder, 'message');
  await writeFile(message, 'a commit');
  await writeFile(join(folder, 'signers'), `runner ${deployKey.publicKey}\n`);
  await sshKeygen('-Y', 'sign', '-f', file, '-n', 'ocore', message);
  const verify = ['-Y', 'verify', '-f', join(folder, 'signers'), '-I', 'runner', '-n', 'ocore', '-s', `${message}.sig`];
  const verified = run('ssh-keygen', verify);
  verified.child.stdin?.end('a commit');
  expect((await verified).stdout).toContain('Good "ocore" signature');
});
