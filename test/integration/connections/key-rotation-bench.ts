import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { advertisement, ids } from '#test/fixtures/advertisement.ts';
import { expectStatus, TestService } from '#test/integration/test-service.ts';
import { answering, newServerKey, SshServer } from '../git/ssh-server.ts';
import { Connection, repositoryIn } from './connection.ts';
import type { GitHost } from './git-host.ts';

/** The promise that keys are rotated at a provider with a credential. */
export const describeKeyRotation = (hosts: readonly (readonly [string, () => Promise<GitHost>])[]): void => {
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start();
  });
  afterAll(() => service.stop());

  describe.each(hosts)('with a credential of %s and its SSH server', (_name, start) => {
    const serverKey = newServerKey.ed25519();
    let host: GitHost;
    let at: Connection;
    let ssh: SshServer;
    let isClosed = false;
    beforeAll(async () => {
      host = await start();
      at = new Connection(service, host);
      ssh = await SshServer.start({
        hostKeys: [serverKey],
        authorized: [],
        authenticate: (context) => {
          const offered =
            context.method === 'publickey' ? `${context.key.algo} ${context.key.data.toString('base64')}` : '';
          const isKnown = !isClosed && offered !== '';
          if (isKnown && host.standIn.keys().some((key) => key.publicKey.startsWith(offered))) context.accept();
          else context.reject(['publickey']);
        },
        execute: answering({ stdout: advertisement([`${ids.a} refs/heads/main`]), code: 0 }),
      });
    });
    afterAll(async () => {
      await ssh.stop();
      await host.standIn.stop();
    });
    beforeEach(async () => {
      host.standIn.reset();
      await at.set('good', { sshPort: ssh.port, sshHostKeys: [serverKey.pin.publicKey] });
    });

    it('regenerate-key proves the new key and removes the old one', async () => {
      const project = await at.connected();

      const after = repositoryIn(200, await at.step(project, 'regenerate-key'));

      expect(after.deployKey.retiring).toBeNull();
      expect(after.deployKey.lastVerifiedAt).not.toBeNull();
      expect(at.keyTitles()).toEqual([`ocore ${after.deployKey.id}`]);
      await at.expectWhole(project);
    });

    it('a key that retires goes when validate proves its successor', async () => {
      const project = await at.connected();
      isClosed = true;
      const rotated = repositoryIn(200, await at.step(project, 'regenerate-key'));
      expect(rotated.deployKey.retiring).not.toBeNull();
      expect(at.keyTitles()).toHaveLength(2);
      isClosed = false;

      const validated = expectStatus(200, await service.api('POST', `${project.path}/repository/validate`));

      expect(validated.json).toMatchObject({ result: 'reachable', branches: ['main'], defaultBranch: 'main' });
      const { deployKey } = await at.get(project);
      expect(deployKey).toMatchObject({ fingerprint: rotated.deployKey.fingerprint, retiring: null });
      expect(deployKey.lastVerifiedAt).not.toBeNull();
      expect(at.keyTitles()).toEqual([`ocore ${deployKey.id}`]);
      await at.expectWhole(project);
    });

    it('the key is shown for the user that stands in the clone URL', async () => {
      const project = await service.project();
      const body = { repositoryUrl: `ssh://deployer@127.0.0.1:${ssh.port}/acme/odoo-custom.git` };
      repositoryIn(201, await service.api('POST', `${project.path}/repository`, { body }));
      ssh.attempts.length = 0;

      const validated = expectStatus(200, await service.api('POST', `${project.path}/repository/validate`));

      expect(validated.json).toMatchObject({ result: 'reachable' });
      expect(new Set(ssh.attempts)).toEqual(new Set(['deployer:publickey']));
      repositoryIn(200, await at.step(project, 'regenerate-key'));
      expect(at.keyTitles()).toHaveLength(1);
    });
  });
};
