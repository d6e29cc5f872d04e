import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invoke } from '#infra/local/function-registry.ts';
import type { DeploymentId, EnvironmentId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { newId } from '#shared/contract/new-id.ts';
import { indexKeys, keys } from '#shared/data/table/keys.ts';
import { realPush } from '#test/fixtures/github.ts';
import { AwsFaults } from '#test/integration/aws-faults.ts';
import { minutesLater } from '#test/integration/clock.ts';
import { expectProblem } from '#test/integration/expect-problem.ts';
import { restrict } from '#test/integration/principals.ts';
import { TableContents, type TableItem } from '#test/integration/table-contents.ts';
import { type Connected, expectStatus, TestService } from '#test/integration/test-service.ts';

let service: TestService;
let contents: TableContents;
let faults: AwsFaults;
beforeAll(async () => {
  service = await TestService.start();
  contents = new TableContents(service);
  faults = new AwsFaults();
});
afterAll(() => service.stop());

const organization = (): OrganizationId => service.local.organization.id as OrganizationId;
const purge = (project: Connected): Promise<unknown> =>
  invoke('projects/purge-project', {
    detail: { source: `/organizations/${organization()}/projects/${project.projectId}` },
  });
const tick = (): Promise<unknown> => invoke('schedules/tick', {});
const secretsOf = (project: Connected): string[] =>
  service.local.secrets.names().filter((name) => name.includes(project.projectId));
const push = (branch: string) => ({
  ...realPush(),
  ref: `refs/heads/${branch}`,
  after: randomBytes(20).toString('hex'),
});

/** A project with everything that a project can own: history, logs, a branch head, grants, two keys, a delivery. */
const fullProject = async (history: number): Promise<Connected> => {
  const project = await service.connectedProject();
  expectStatus(202, await service.deliver(project.webhook, 'push', push('staging')));
  expectStatus(200, await service.api('POST', `${project.path}/repository/regenerate-key`));
  const id = project.projectId as ProjectId;
  const [model] = await contents.items(
    (item) => item.pk === keys.history(organization(), id) && item.gsi1sk === item.id,
  );
  if (model === undefined) throw new Error('The push has queued no deployment.');
  const now = new Date().toISOString();
  const deployments = Array.from({ length: history }, () => {
    const deployment: DeploymentId = newId('deployment', now);
    return {
      ...model,
      id: deployment,
      status: 'succeeded',
      ...keys.deployment(organization(), id, deployment),
      ...indexKeys.deployment(organization(), model.environmentId as EnvironmentId, deployment),
    };
  });
  const logs = Array.from({ length: Math.ceil(history / 10) }, (_, line) => ({
    pk: keys.logs(organization(), id),
    sk: `${model.id}#${String(line).padStart(8, '0')}`,
    lines: ['a line'],
  }));
  const { pk } = keys.project(organization(), id);
  await contents.put([...deployments, ...logs, { pk, sk: `BRANCH#${'0'.repeat(32)}`, ref: 'refs/heads/staging' }]);
  await restrict(service, id, { key_01J00000000000000000000001: 'view', key_01J00000000000000000000002: 'deploy' });
  return project;
};

const remove = async (project: Connected): Promise<void> => {
  expectStatus(204, await service.api('DELETE', project.path));
};
const expectGone = async (project: Connected): Promise<void> => {
  expect(await contents.ofProjects(project.projectId)).toEqual([]);
  expect(secretsOf(project)).toEqual([]);
};

describe('deleting a project with 1,000 deployments and 3 environments', () => {
  it('is 404 everywhere at once, and after the stream has run nothing of it is left but its audit records', async () => {
    const project = await fullProject(1000);
    const count = (await contents.ofProjects(project.projectId)).length;
    expect(count).toBeGreaterThan(1100);
    expect(secretsOf(project)).toHaveLength(2);

    await remove(project);

    for (const rest of ['', '/repository', '/environments', '/deployments', '/branch-mappings']) {
      expectProblem(await service.api('GET', `${project.path}${rest}`), 'not_found');
    }
    expectProblem(await service.api('DELETE', project.path), 'not_found');
    expectProblem(await service.deliver(project.webhook, 'push', push('staging')), 'unauthenticated');
    await service.settled();
    await expectGone(project);
    const audit = await contents.items((item) => item.projectId === project.projectId);
    expect(audit.map((record) => record.action)).toContain('project.deleted');
  });
});

describe('a purge', () => {
  // From here on no event comes by itself: the tests, or the tick, start what they want to see.
  beforeAll(() => service.local.stream.stop());

  it('of a long history finishes although it dies again and again half-way', async () => {
    const project = await fullProject(400);
    await remove(project);
    let before = (await contents.ofProjects(project.projectId)).length;

    for (const at of [5, 8, 8]) {
      const { hit } = await faults.hitting({ at, when: 'after', how: 'for good' }, () =>
        purge(project).catch(() => undefined),
      );
      expect(hit).toBe(true);
      const after = (await contents.ofProjects(project.projectId)).length;
      expect(after).toBeGreaterThan(0);
      expect(after).toBeLessThan(before);
      before = after;
    }
    await purge(project);

    await expectGone(project);
  });

  it('is finished by the tick alone where its event never comes', async () => {
    const project = await fullProject(30);
    await remove(project);
    expect((await contents.ofProjects(project.projectId)).length).toBeGreaterThan(0);

    await minutesLater(1, tick);

    await expectGone(project);
  });

  it('does nothing where it has run before, or the project lives', async () => {
    const [gone, alive] = [await fullProject(3), await fullProject(3)];
    await remove(gone);
    await purge(gone);
    const before = await contents.texts();

    await purge(gone);
    await purge(alive);

    expect(await contents.texts()).toEqual(before);
    expect(secretsOf(alive)).toHaveLength(2);
  });

  it('touches no other project and no other name', async () => {
    const [doomed, other] = [await fullProject(3), await fullProject(3)];
    const before = await contents.ofProjects(other.projectId);
    await remove(doomed);
    await purge(doomed);
    expect(await contents.ofProjects(other.projectId)).toEqual(before);
  });

  it('leaves the name to whoever took it since', async () => {
    const name = service.freshName('Reused');
    const first = await service.project({ name });
    expectStatus(204, await service.api('DELETE', first.path));
    const second = await service.project({ name });

    await minutesLater(1, tick);

    expectStatus(200, await service.api('GET', second.path));
    expectProblem(await service.api('POST', '/api/projects', { body: { name } }), 'name_taken');
  });

  it('sends again what the table left unprocessed', async () => {
    const project = await fullProject(30);
    await remove(project);
    let refused = 0;

    await faults.during(
      async (command, input, send) => {
        if (command !== 'BatchWriteItemCommand' || refused === 3) return send();
        refused += 1;
        return { output: { $metadata: {}, UnprocessedItems: (input as { RequestItems: unknown }).RequestItems } };
      },
      () => purge(project),
    );

    expect(refused).toBe(3);
    await expectGone(project);
  });

  it('waits for a step of the connection that may still store a secret', async () => {
    const project = await service.project();
    const body = { repositoryUrl: 'git@github.com:acme/odoo.git' };
    // The process that connects dies right before it stores the secret; for all that anybody knows, it still may.
    await faults.hitting({ at: 4, when: 'after', how: 'for good' }, () =>
      service.api('POST', `${project.path}/repository`, { body }),
    );
    expectStatus(204, await service.api('DELETE', project.path));

    await tick();
    expect((await contents.ofProjects(project.id)).length).toBeGreaterThan(0);
    await minutesLater(2, tick);

    expect(await contents.ofProjects(project.id)).toEqual([]);
  });
});

describe('what is written while a project is purged', () => {
  /**
   * A delivery that has decided is held at its write; the project is deleted, and the write is let go right before the
   * purge's call with this number.
   * @returns false where the purge had fewer calls
   */
  const lateWrite = async (project: Connected, branch: string, call: number): Promise<boolean> => {
    const held = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    let phase: 'deciding' | 'deleting' | 'purging' | 'released' = 'deciding';
    let calls = 0;
    let delivered: Promise<unknown> = Promise.resolve();
    await faults.during(
      async (command, _input, send) => {
        if (phase === 'deciding' && /^(TransactWriteItems|PutItem)Command$/.test(command)) {
          phase = 'deleting';
          held.resolve();
          await released.promise;
        } else if (phase === 'purging') {
          calls += 1;
          if (calls === call) {
            phase = 'released';
            released.resolve();
            await delivered;
          }
        }
        return send();
      },
      async () => {
        delivered = service.deliver(project.webhook, 'push', push(branch));
        await held.promise;
        await remove(project);
        phase = 'purging';
        await purge(project);
        phase = 'released';
        released.resolve();
        await delivered;
      },
    );
    return calls >= call;
  };

  it('a deployment that was decided before the delete leaves nothing, whenever it is written', async () => {
    for (let call = 1, reached = true; reached; call += 1) {
      const project = await service.connectedProject();
      // What a first delivery tells of the repository is told already: the next one writes its deployment alone.
      expectStatus(200, await service.deliver(project.webhook, 'push', push('feature/x')));
      reached = await lateWrite(project, 'staging', call);
      const left = await contents.ofProjects(project.projectId);
      expect(left, `written before call ${call}`).toEqual([]);
    }
  });

  it('an ignored delivery that was decided before the delete leaves at most its own record, which expires', async () => {
    const isExpiringDelivery = (item: TableItem): boolean =>
      item.sk.startsWith('DELIVERY#') && Number(item.ttl) * 1000 <= Date.now() + 30 * 86_400_000;
    for (let call = 1, reached = true; reached; call += 1) {
      const project = await service.connectedProject();
      expectStatus(200, await service.deliver(project.webhook, 'push', push('feature/x')));
      reached = await lateWrite(project, 'feature/y', call);
      const left = await contents.ofProjects(project.projectId);
      expect(left.length).toBeLessThanOrEqual(1);
      expect(left.every(isExpiringDelivery)).toBe(true);
    }
  });

  it('a new environment is refused, and the project is gone for it too', async () => {
    const project = await service.connectedProject();
    let raced = false;
    const answer = await faults.during(
      async (command, _input, send) => {
        if (command === 'TransactWriteItemsCommand' && !raced) {
          raced = true;
          await remove(project);
          await purge(project);
        }
        return send();
      },
      () => service.api('POST', `${project.path}/environments`, { body: { name: 'Late', type: 'staging' } }),
    );
    expectProblem(answer, 'not_found');
    expect(await contents.ofProjects(project.projectId)).toEqual([]);
  });

  it('a new deploy key leaves no secret, whenever its step is overtaken', async () => {
    for (let call = 1, reached = true; reached; call += 1) {
      const project = await service.connectedProject();
      let calls = 0;
      await faults.during(
        async (_command, _input, send) => {
          calls += 1;
          if (calls === call) {
            await remove(project);
            await purge(project).catch(() => undefined);
          }
          return send();
        },
        () => service.api('POST', `${project.path}/repository/regenerate-key`),
      );
      reached = calls >= call;
      if (reached) {
        await minutesLater(2, tick);
        await expectGone(project);
      }
    }
  });

  it('a new deploy key leaves no secret, whenever its step begins beneath the purge and dies right after storing it', async () => {
    for (let call = 1, reached = true; reached; call += 1) {
      const project = await service.connectedProject();
      const held = Promise.withResolvers<void>();
      const released = Promise.withResolvers<void>();
      let phase: 'reading' | 'deleting' | 'purging' | 'storing' | 'dead' = 'reading';
      let calls = 0;
      let regenerated: Promise<unknown> = Promise.resolve();
      await faults.during(
        async (command, _input, send) => {
          if (phase === 'reading' && command === 'TransactWriteItemsCommand') {
            phase = 'deleting';
            held.resolve();
            await released.promise;
          } else if (phase === 'purging') {
            calls += 1;
            if (calls === call) {
              phase = 'storing';
              released.resolve();
              await regenerated;
            }
          } else if (phase === 'storing' && command === 'CreateSecretCommand') {
            phase = 'dead';
            await send();
            throw new Error('The process died.');
          } else if (phase === 'dead' && /^(Query|TransactWriteItems)Command$/.test(command)) {
            // Whatever the dying process still tries. A purge that goes on deletes, and is not hit.
            throw new Error('The process is dead.');
          }
          return send();
        },
        async () => {
          regenerated = service.api('POST', `${project.path}/repository/regenerate-key`).finally(() => {
            if (phase === 'dead' || phase === 'storing') phase = 'reading';
          });
          await held.promise;
          await remove(project);
          phase = 'purging';
          await purge(project).catch(() => undefined);
          if (phase === 'purging') phase = 'storing';
          released.resolve();
          await regenerated;
        },
      );
      reached = calls >= call;
      await minutesLater(2, tick);
      await expectGone(project);
    }
  });
});
