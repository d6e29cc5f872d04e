import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bench } from '../integration/runner/bench.ts';
import { Sshd } from './sshd.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.start();
});
afterEach(() => bench.stop());

describe.each(['ed25519', 'ecdsa', 'rsa'] as const)('a runner, git and OpenSSH on both sides, host key %s', (kind) => {
  let sshd: Sshd;
  beforeEach(async () => {
    sshd = await Sshd.start(kind);
  });
  afterEach(() => sshd.stop());

  const deployed = async (hostKey: string) => {
    const commitSha = bench.work.push('staging', { 'version.txt': 'one' });
    const sshUrl = `ssh://${sshd.user}@127.0.0.1:${sshd.port}${bench.repository.path}`;
    bench.api.queue.push(bench.claim({ branch: 'staging', commitSha }, { sshUrl, hostKeys: [hostKey] }));
    await bench.runner(`cp version.txt "${bench.out}/deployed"`).once();
    return bench.api.completions.at(-1)?.completion;
  };

  it('deploys with the deploy key and the pinned host key', async () => {
    sshd.authorize(bench.key.publicKey);

    expect(await deployed(sshd.hostKey.publicKey)).toMatchObject({ status: 'succeeded' });
    expect(readFileSync(join(bench.out, 'deployed'), 'utf8')).toBe('one');
  });

  it('tells a refused key from a changed host key', async () => {
    const pinned = sshd.hostKey.publicKey;
    expect(await deployed(pinned)).toMatchObject({ statusReason: expect.stringMatching(/^deploy_key_rejected: /) });

    await sshd.run(kind);

    expect(await deployed(pinned)).toMatchObject({ statusReason: expect.stringMatching(/^host_key_changed: /) });
  });
});

it('a runner tells a server that offers only old algorithms by these, and not by its key', async () => {
  const sshd = await Sshd.start('rsa', ['HostKeyAlgorithms ssh-rsa']);
  try {
    sshd.authorize(bench.key.publicKey);
    const commitSha = bench.work.push('staging', { 'version.txt': 'one' });
    const sshUrl = `ssh://${sshd.user}@127.0.0.1:${sshd.port}${bench.repository.path}`;
    const hostKeys = [sshd.hostKey.publicKey];
    bench.api.queue.push(bench.claim({ branch: 'staging', commitSha }, { sshUrl, hostKeys }));

    await bench.runner('true').once();

    expect(bench.api.completions.at(-1)?.completion).toMatchObject({
      statusReason: expect.stringMatching(/^repository_unreachable: .*host key type only ssh-rsa.*rsa-sha2-512/),
    });
  } finally {
    await sshd.stop();
  }
});
