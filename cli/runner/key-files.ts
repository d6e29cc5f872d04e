import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Claim } from '#shared/contract/runner.ts';
import { type SshFiles, sshCommand } from './git-environment.ts';
import { knownHosts } from './known-hosts.ts';
import type { Redactor } from './redactor.ts';
import { readDeployKey } from './secret-store.ts';
import type { KeyedRemote } from './submodules/fetch-addresses.ts';

/** A repository that a key opens. */
type Keyed = Claim['submodules'][number];

/** The keys that a claim names, the directory that they are written to, and the redactor that keeps them out of the log. */
export type KeyPlace = {
  readonly claim: Pick<Claim, 'secretStore' | 'submodules'>;
  readonly apiUrl: string;
  readonly keyDirectory: string;
  readonly redactor: Redactor;
};

/**
 * Writes a private key, and the keys of the server that it is for, into the private directory.
 * @param name of the files, not there yet
 */
export const writeKeyFiles = async (
  { claim, apiUrl, keyDirectory, redactor }: KeyPlace,
  { sshUrl, hostKeys, deployKeySecretId }: Keyed,
  name: string,
): Promise<SshFiles> => {
  const key = await readDeployKey(deployKeySecretId, claim.secretStore, apiUrl);
  redactor.addKey(key);
  const files = { key: join(keyDirectory, `${name}key`), knownHosts: join(keyDirectory, `${name}known_hosts`) };
  writeFileSync(files.key, key, { mode: 0o600, flag: 'wx' });
  writeFileSync(files.knownHosts, knownHosts(sshUrl, hostKeys), { mode: 0o600, flag: 'wx' });
  return files;
};

/**
 * The repositories of submodules that have a key of their own. One whose key cannot be read is tried without it.
 * @returns what git needs for each
 */
export const submoduleKeys = async (place: KeyPlace, say: (text: string) => void): Promise<readonly KeyedRemote[]> => {
  const keyed: KeyedRemote[] = [];
  // A service that is older than the runner names none.
  for (const [index, one] of (place.claim.submodules ?? []).entries()) {
    try {
      const files = await writeKeyFiles(place, one, `submodule-${index}-`);
      keyed.push({ sshUrl: one.sshUrl, environment: { GIT_SSH_COMMAND: sshCommand(files) } });
    } catch (error) {
      say(`ocore: the submodules at ${one.sshUrl} are tried without their key: ${(error as Error).message}`);
    }
  }
  return keyed;
};
