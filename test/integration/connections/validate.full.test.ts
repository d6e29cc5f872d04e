import { beforeEach, describe, expect, it } from 'vitest';
import { invoke } from '#infra/local/function-registry.ts';
import type { Answer } from '#test/call.ts';
import { giteaHeaders, giteaPush } from '#test/fixtures/other-providers.ts';
import { minutesLater } from '#test/integration/clock.ts';
import { expectProblem } from '#test/integration/expect-problem.ts';
import type { TableItem } from '#test/integration/table-contents.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import { repositoryIn } from './connection.ts';
import {
  actionsOf,
  answers,
  call,
  commits,
  connect,
  contents,
  faults,
  get,
  keyIdsOf,
  type Project,
  privateHalves,
  regenerate,
  removeKeys,
  secretsOf,
  server,
  service,
  setProvider,
  useBench,
  validate,
  validateAnswer,
} from './validate-bench.ts';

useBench();

describe('validate, with the key that connect answered added to the repository', () => {
  it('proves the key: it need not be added any more, and the webhook is what is left', async () => {
    const project = await connect();
    expect(actionsOf(project.repository)).toEqual(['add_deploy_key', 'add_webhook']);

    const { checkedAt } = await validate(project);

    const after = await get(project);
    expect(after.deployKey).toMatchObject({ lastVerifiedAt: checkedAt, retiring: null });
    expect(actionsOf(after)).toEqual(['add_webhook']);
    expect(after).toMatchObject({ status: 'action_required', statusReason: expect.stringContaining('webhook') });
    expect(after.statusReason).not.toContain('deploy key');
  });

  it('and a delivery of the hook leave nothing to do: the project shows it as connected', async () => {
    const project = await connect();
    const { url, secret } = project.repository.webhook;
    const rawBody = JSON.stringify(giteaPush({ repository: { id: 77, full_name: 'acme/odoo-custom' } }));
    const headers = giteaHeaders('push', rawBody, secret ?? '');
    expectStatus(200, await service.anonymous('POST', new URL(url).pathname, { rawBody, headers }));

    await validate(project);

    expect(await get(project)).toMatchObject({ status: 'connected', statusReason: null, nextSteps: [] });
    const shown = expectStatus(200, await call('GET', project.path));
    expect(shown.json.repository).toMatchObject({ status: 'connected' });
  });

  it('connects as the user that stands in the clone URL, and offers it nothing but the key', async () => {
    const project = await connect({ url: server.cloneUrl('gitea-user') });

    await validate(project);

    expect(new Set(server.attempts)).toEqual(new Set(['gitea-user:publickey']));
  });

  it('answers all who ask at once', async () => {
    const project = await connect();

    const results = await Promise.all([validate(project), validate(project), validate(project)]);

    expect(results.map(({ result }) => result)).toEqual(['reachable', 'reachable', 'reachable']);
    expect(actionsOf(await get(project))).toEqual(['add_webhook']);
  });

  it('names the nearest branches where the default branch is missing, and the key is proved all the same', async () => {
    server.repository.commit('release/main');
    const project = await connect({ branch: 'mian' });

    const result = await validate(project);

    expect(result).toMatchObject({
      result: 'branch_not_found',
      detail: expect.stringMatching(/no branch mian\. The nearest names are main\b/),
      branches: ['main', 'release/main', 'staging'],
      defaultBranch: 'main',
    });
    expect(actionsOf(await get(project))).toEqual(['add_webhook']);
  });

  it('says that there are no branches yet where the repository is empty', async () => {
    server.repository.run('update-ref', '-d', 'refs/heads/main', commits.main);
    server.repository.run('update-ref', '-d', 'refs/heads/staging', commits.staging);
    const project = await connect();

    const result = await validate(project);

    expect(result).toMatchObject({ result: 'branch_not_found', branches: [], defaultBranch: null });
    expect(result.detail).toContain('no branches yet');
  });

  it('answers the same when it is asked again, and notes when the key was proved last', async () => {
    const project = await connect();
    const first = await validate(project);

    const second = await minutesLater(1, () => validate(project));

    expect({ ...second, checkedAt: '', durationMs: 0 }).toEqual({ ...first, checkedAt: '', durationMs: 0 });
    expect(second.checkedAt > first.checkedAt).toBe(true);
    expect((await get(project)).deployKey.lastVerifiedAt).toBe(second.checkedAt);
    const { checkedAt: at, result, detail } = second;
    expect((await get(project)).lastValidation).toEqual({ at, result, detail });
  });
});

describe('validate, where the key does not open the repository', () => {
  it('any more: the connection is shown as failing with the reason, also in its project', async () => {
    const project = await connect();
    await validate(project);
    removeKeys();

    const result = await validate(project);

    expect(result.result).toBe('deploy_key_rejected');
    expect(result.detail).toContain(server.deployKeysPage);
    expect(result.detail).toContain(project.repository.deployKey.fingerprint);
    expect(await get(project)).toMatchObject({
      status: 'failing',
      statusReason: expect.stringMatching(/^deploy_key_rejected: /),
    });
    const shown = expectStatus(200, await call('GET', project.path));
    expect(shown.json.repository).toMatchObject({ status: 'failing' });
  });

  it('works again as soon as the key is back', async () => {
    const project = await connect();
    await validate(project);
    removeKeys();
    await validate(project);
    server.deployKeys.push(project.repository.deployKey.publicKey);

    expect(await validate(project)).toMatchObject({ result: 'reachable' });

    const after = await get(project);
    expect(after.status).toBe('action_required');
    expect(actionsOf(after)).toEqual(['add_webhook']);
    expect(after.statusReason).not.toContain('deploy_key_rejected');
  });

  it('since its private half is gone: says to regenerate it, and that helps', async () => {
    const project = await connect();
    await validate(project);
    for (const SecretId of secretsOf(project)) {
      service.local.secrets.handle('DeleteSecret', { SecretId, ForceDeleteWithoutRecovery: true });
    }

    const result = await validate(project);

    expect(result.detail).toMatch(/[Rr]egenerate the key/);
    const { deployKey } = await regenerate(project);
    server.deployKeys.push(deployKey.publicKey);
    expect(await validate(project)).toMatchObject({ result: 'reachable' });
  });
});

describe('validate, where the server is not as it was', () => {
  it('with another host key that an administrator has pinned: works again', async () => {
    const project = await connect();
    await validate(project);
    server.replaceHostKey();
    await validate(project);
    await setProvider();

    expect(await validate(project)).toMatchObject({ result: 'reachable' });
    expect((await get(project)).status).toBe('action_required');
  });

  it('without the repository', async () => {
    const project = await connect();
    server.isThere = false;

    const result = await validate(project);

    expect(result).toMatchObject({ result: 'repository_not_found', branches: [] });
    expect(result.detail).toMatch(/renamed|deleted/);
  });

  it('while it is down, and it works again when it is up', async () => {
    const project = await connect();
    await validate(project);
    server.stopSsh();

    const down = await validate(project);
    server.startSsh();

    expect(down).toMatchObject({ result: 'repository_unreachable', branches: [] });
    expect(down.detail).toContain('127.0.0.1');
    expect(await validate(project)).toMatchObject({ result: 'reachable' });
  });
});

describe('validate, where nobody has pinned a host key', () => {
  beforeEach(() => setProvider({ sshHostKeys: [] }));

  it('reads a public repository over HTTP, which proves nothing about the key', async () => {
    server.isPublic = true;
    const project = await connect();

    const result = await validate(project);

    expect(result).toMatchObject({ result: 'reachable', branches: ['main', 'staging'], defaultBranch: 'main' });
    expect(server.attempts).toEqual([]);
    const after = await get(project);
    expect(after.deployKey.lastVerifiedAt).toBeNull();
    expect(actionsOf(after)).toContain('add_deploy_key');
  });

  it('claims no key for what it reads over HTTP', async () => {
    server.isPublic = true;
    const project = await connect({ addKey: false });

    expect((await validate(project)).detail).toMatch(/HTTPS; the key was not tried.*provider settings/);
  });

  it('works over SSH as soon as the key that it named is pinned', async () => {
    const project = await connect();
    await validate(project);
    await setProvider();

    expect(await validate(project)).toMatchObject({ result: 'reachable' });
    expect((await get(project)).deployKey.lastVerifiedAt).not.toBeNull();
  });

  it('names the key that the server shows, asks to compare and pin it, and does not show the deploy key', async () => {
    const project = await connect();

    const result = await validate(project);

    expect(result).toMatchObject({ result: 'host_key_changed', branches: [] });
    expect(result.detail).toContain(server.hostKey.pin.fingerprint);
    expect(result.detail).toMatch(/No SSH host key is pinned.*provider settings/);
    expect(server.attempts).toEqual([]);
    expect((await get(project)).deployKey.lastVerifiedAt).toBeNull();
  });
});

describe('validate after regenerate-key', () => {
  it('keeps the old key while the new one is not added', async () => {
    const project = await connect();
    await validate(project);
    const old = project.repository.deployKey;
    const rotated = await regenerate(project);

    const result = await validate(project);

    expect(result.result).toBe('deploy_key_rejected');
    expect(result.detail).toContain(rotated.deployKey.fingerprint);
    const after = await get(project);
    expect(after.deployKey.retiring?.fingerprint).toBe(old.fingerprint);
    expect(actionsOf(after)).toContain('add_deploy_key');
    expect(keyIdsOf(project)).toEqual([old.id, rotated.deployKey.id].sort());
  });

  it('keeps the key that works, whatever number of new ones nobody has added', async () => {
    const project = await connect();
    await validate(project);
    const old = project.repository.deployKey;
    await regenerate(project);

    const second = await regenerate(project);

    expect(second.deployKey.retiring?.fingerprint).toBe(old.fingerprint);
    expect(keyIdsOf(project)).toEqual([old.id, second.deployKey.id].sort());
  });

  it('with revokeNow has one key to try', async () => {
    const project = await connect();
    await validate(project);

    const rotated = await regenerate(project, true);

    expect(keyIdsOf(project)).toEqual([rotated.deployKey.id]);
    expect(await validate(project)).toMatchObject({ result: 'deploy_key_rejected' });
    server.deployKeys.push(rotated.deployKey.publicKey);
    expect(await validate(project)).toMatchObject({ result: 'reachable' });
  });
});

describe('validate, while another step is at work on the connection,', () => {
  const stored = (project: Project): Promise<TableItem | undefined> =>
    contents.item(`ORG#${service.local.organization.id}#PROJECT#${project.id}`, 'REPOSITORY');
  /** Validates once in the middle of `work`, just before its last write. */
  const duringLastWrite = async (
    project: Project,
    writes: number,
    work: () => Promise<Answer>,
  ): Promise<{ readonly validated: Answer; readonly ended: Answer }> => {
    let seen = 0;
    let validated: Answer | undefined;
    const hook = async (command: string, _input: unknown, send: () => Promise<unknown>): Promise<unknown> => {
      if (command === 'TransactWriteItemsCommand') seen += 1;
      if (seen === writes && validated === undefined) {
        seen += 1;
        validated = await validateAnswer(project);
      }
      return send();
    };
    const ended = await faults.during(hook, work);
    if (validated === undefined) throw new Error(`There were ${seen} writes.`);
    return { validated, ended };
  };

  it('a connect: is refused, and the connect comes to its end', async () => {
    const project = await service.project();

    const { validated, ended } = await duringLastWrite(project, 2, () =>
      call('POST', `${project.path}/repository`, { repositoryUrl: server.cloneUrl() }),
    );

    expectProblem(validated, 'conflict');
    expect(validated.headers['retry-after']).toBe('5');
    const { deployKey } = repositoryIn(201, ended);
    server.deployKeys.push(deployKey.publicKey);
    expect(await validate(project)).toMatchObject({ result: 'reachable' });
  });

  it('a connect that died: is refused and changes nothing, and the tick finishes it', async () => {
    const project = await service.project();
    let dead = false;
    const hook = async (command: string, _input: unknown, send: () => Promise<unknown>): Promise<unknown> => {
      if (dead) throw new Error(`${command} after the death`);
      const answer = await send();
      if (command !== 'CreateSecretCommand') return answer;
      dead = true;
      throw new Error(`The death after ${command}`);
    };
    await faults.during(hook, () => call('POST', `${project.path}/repository`, { repositoryUrl: server.cloneUrl() }));
    server.deployKeys.push((await get(project)).deployKey.publicKey);
    const before = await stored(project);

    for (const later of [0, 2]) {
      expectProblem(await minutesLater(later, () => validateAnswer(project)), 'conflict');
    }

    expect(await stored(project)).toEqual(before);
    await minutesLater(2, () => invoke('schedules/tick', {}));
    server.deployKeys.push((await get(project)).deployKey.publicKey);
    expect(await validate(project)).toMatchObject({ result: 'reachable' });
  });

  it('a regenerate-key: is refused, and the new key comes', async () => {
    const project = await connect();
    await validate(project);

    const { validated, ended } = await duringLastWrite(project, 2, () =>
      call('POST', `${project.path}/repository/regenerate-key`),
    );

    expectProblem(validated, 'conflict');
    const { deployKey } = repositoryIn(200, ended);
    expect(keyIdsOf(project)).toEqual([project.repository.deployKey.id, deployKey.id].sort());
  });

  it('a disconnect: is refused, and the repository goes', async () => {
    const project = await connect();

    const { validated, ended } = await duringLastWrite(project, 2, () => call('DELETE', `${project.path}/repository`));

    expectProblem(validated, 'conflict');
    expectStatus(200, ended);
    expectProblem(await validateAnswer(project), 'repository_not_connected');
    expect(secretsOf(project)).toEqual([]);
  });
});

describe('the private half of a key', () => {
  it('is in no answer, log line or item of all that was done here', async () => {
    const items = await contents.texts();
    const places = [...answers, ...service.logLines, ...items].join('\n');
    expect(privateHalves.size).toBeGreaterThan(20);
    expect(places).toContain('ssh-ed25519 ');
    expect(places).not.toContain('PRIVATE KEY');
    for (const half of privateHalves) {
      const container = Buffer.from(half.replace(/-----.*-----|\n/g, ''), 'base64');
      // The only field of 64 bytes: the seed, and the public half once more.
      const seed = container.subarray(container.indexOf(Buffer.from([0, 0, 0, 64])) + 4).subarray(0, 32);
      const forms = [0, 1, 2].map((shift) =>
        Buffer.concat([Buffer.alloc(shift), seed])
          .toString('base64')
          .slice(4, 40),
      );
      for (const form of [...forms, seed.toString('hex'), seed.toString('latin1')]) {
        expect(places.includes(form.slice(0, 24))).toBe(false);
      }
    }
  });
});

describe('validate, where deliveries are rejected', () => {
  it('says that the secret does not match until one is signed with it', async () => {
    const project = await connect();
    const { url, secret } = project.repository.webhook;
    const sound = await validate(project);
    await service.deliver({ url, secret: 'pasted wrong' }, 'ping', '{}', { 'x-gitea-event': 'ping' });

    const wrong = await validate(project);
    await service.deliveredPing({ url, secret: secret ?? '' });
    const right = await validate(project);

    expect(wrong).toMatchObject({ result: 'reachable', detail: expect.stringContaining(sound.detail) });
    expect(wrong.detail).toMatch(/ But the secret does not match: .*reveal-secret and paste it again at /);
    expect(right.detail).toBe(sound.detail);
  });
});
