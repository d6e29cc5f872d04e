import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateDeployKey } from '#shared/git/deploy-key.ts';
import type { HostKey } from '#shared/git/host-keys.ts';
import type { RemoteRefsResult } from '#shared/git/remote-refs-result.ts';
import { listRefsOverSsh } from '#shared/git/remote-refs-ssh.ts';
import { BareRepository } from './bare-repository.ts';

const deployKey = generateDeployKey('ocore');

/** A Git server that a test lists the refs of. */
export type ListedServer = {
  readonly port: number;
  readonly hostKey: HostKey;
  readonly user: string;
  readonly stop: () => Promise<void>;
};

/** @param takesVersion whether clients may ask for protocol version 2 */
export type StartServer = (authorized: string, takesVersion: boolean) => Promise<ListedServer>;

const numbered = (count: number, name: (n: number) => string): string[] =>
  Array.from({ length: count }, (_, n) => name(n));

/**
 * A repository with very many refs: as many branches and tags as `count`, and twice as many of pull requests.
 */
export const describeManyRefs = (count: number, startServer: StartServer): void => {
  describe(`a repository with ${count} branches and tags, and ${2 * count} refs of pull requests`, () => {
    let repository: BareRepository;
    beforeAll(() => {
      repository = new BareRepository();
      const commit = repository.commit('main');
      const branches = numbered(count / 2, (n) => `refs/heads/feature/${n}`);
      const tags = numbered(count / 2, (n) => `refs/tags/v${n}`);
      const pulls = numbered(count, (n) => `refs/pull/${n}/head`).flatMap((name) => [name, `${name}-merge`]);
      repository.packRefs([...branches, ...tags, ...pulls], commit);
    });
    afterAll(() => repository.remove());

    const list = async (takesVersion: boolean, maxBytes?: number): Promise<RemoteRefsResult> => {
      const server = await startServer(deployKey.publicKey, takesVersion);
      try {
        return await listRefsOverSsh({
          remote: { host: '127.0.0.1', port: server.port, path: repository.path, user: server.user },
          privateKey: deployKey.privateKey,
          hostKeys: [server.hostKey],
          allowLoopback: true,
          timeoutMs: 600_000,
          ...(maxBytes === undefined ? {} : { maxBytes }),
        });
      } finally {
        await server.stop();
      }
    };
    const counted = (result: RemoteRefsResult): string =>
      result.ok
        ? `${result.refs.branches.size} branches, ${result.refs.tags.size} tags, HEAD ${result.refs.defaultBranch}`
        : result.detail;
    const all = `${count / 2 + 1} branches, ${count / 2} tags, HEAD main`;

    it('is read: branches and tags alone are asked for', async () => {
      // The refs of pull requests would not fit: without them about 65 bytes for each.
      expect(counted(await list(true, 90 * count))).toBe(all);
    });

    it('is read from a server that speaks version 0 alone, and sends all its refs', async () => {
      expect(counted(await list(false))).toBe(all);
    });
  });
};
