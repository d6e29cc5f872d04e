import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invoke } from '#infra/local/function-registry.ts';
import type { Answer } from '#test/call.ts';
import { realPing, realRepository } from '#test/fixtures/github.ts';
import { AwsFaults, everyCall, faultsAt } from '#test/integration/aws-faults.ts';
import { minutesLater } from '#test/integration/clock.ts';
import { TableContents, type TableItem } from '#test/integration/table-contents.ts';
import { expectStatus, TestService, type Webhook } from '#test/integration/test-service.ts';

let service: TestService;
let faults: AwsFaults;
let contents: TableContents;

type Project = { readonly id: string; readonly path: string };
type StoredRepository = {
  readonly deployKey: { readonly id: string; readonly publicKey: string };
  readonly retiringKey: { readonly id: string } | null;
  readonly abandonedKeyIds: readonly string[];
  readonly intentAt: string | null;
};

const candidate = { repositoryUrl: realRepository.sshUrl, branch: 'main' };
const connect = (project: Project, headers: Record<string, string> = {}): Promise<Answer> =>
  service.api('POST', `${project.path}/repository`, { body: candidate, headers });
const regenerate = (project: Project, headers: Record<string, string> = {}): Promise<Answer> =>
  service.api('POST', `${project.path}/repository/regenerate-key`, { headers });
const disconnect = (project: Project): Promise<Answer> => service.api('DELETE', `${project.path}/repository`);
const tick = (): Promise<unknown> => invoke('schedules/tick', {});
const connectedProject = async (): Promise<Project> => {
  const project = await service.project();
  expectStatus(201, await connect(project));
  return project;
};

const secretsOf = (project: Project): string[] =>
  service.local.secrets.names().filter((name) => name.includes(project.id));
const storedRepository = async (project: Project): Promise<(StoredRepository & TableItem) | undefined> => {
  const item = await contents.item(`ORG#${service.local.organization.id}#PROJECT#${project.id}`, 'REPOSITORY');
  return item as (StoredRepository & TableItem) | undefined;
};

/** The connection is whole: one secret per key that is in force, nothing under way, and its hook takes a delivery. */
const expectWorking = async (project: Project): Promise<void> => {
  const stored = await storedRepository(project);
  if (stored === undefined) throw new Error('The connection is gone.');
  const inForce = [stored.deployKey.id, ...(stored.retiringKey === null ? [] : [stored.retiringKey.id])];
  expect(
    secretsOf(project)
      .map((name) => name.split('/').at(-1))
      .sort(),
  ).toEqual(inForce.sort());
  expect(stored).toMatchObject({ status: 'action_required', abandonedKeyIds: [], intentAt: null });
  expect(stored).not.toHaveProperty('gsi1pk');
  const name = secretsOf(project).find((one) => one.endsWith(stored.deployKey.id));
  const { SecretString } = service.local.secrets.handle('GetSecretValue', { SecretId: name }) as {
    SecretString: string;
  };
  const container = Buffer.from(SecretString.replace(/-----.*-----|\n/g, ''), 'base64');
  expect(container.includes(Buffer.from(stored.deployKey.publicKey.split(' ')[1] ?? '', 'base64'))).toBe(true);
  const again = expectStatus(200, await connect(project));
  expectStatus(200, await service.deliver(again.json.webhook as Webhook, 'ping', realPing()));
  const shown = expectStatus(200, await service.api('GET', project.path));
  expect(shown.json.repository).toMatchObject({ fullName: realRepository.fullName, status: 'action_required' });
};

/** No connection, and nothing of one: no secret, no item, no summary. */
const expectUnconnected = async (project: Project): Promise<void> => {
  expect(secretsOf(project)).toEqual([]);
  expect(await storedRepository(project)).toBeUndefined();
  expect(expectStatus(200, await service.api('GET', project.path)).json.repository).toBeNull();
};

/** The process dies; nothing of its own repair runs. */
const deathAt: typeof faultsAt = (at) => faultsAt(at).filter((fault) => fault.how === 'for good');
/** A purge and a tick repair nothing by themselves: a call that fails ends them as a death does. */
const endsAt: typeof faultsAt = (at) =>
  faultsAt(at).filter((fault) => fault.when === 'before' || fault.how === 'for good');

/** A tick reads the 16 shards of what is due side by side; where one of these fails it has done nothing yet. */
const tickBegins = 16;

/** The promise that an operation whose process dies at any AWS call comes to its end, or never began. */
export const describeCrashes = (): void => {
  beforeAll(async () => {
    service = await TestService.startWithoutStream();
    faults = new AwsFaults();
    contents = new TableContents(service);
  });
  afterAll(() => service.stop());

  describe('a connect that is cut short at any AWS call', () => {
    it('is driven to its end by the same call, sent again', async () => {
      const calls = await everyCall(async (fault) => {
        const project = await service.project();
        const { hit } = await faults.hitting(fault, () => connect(project));

        const again = await minutesLater(2, () => connect(project));

        expect([200, 201], again.text).toContain(again.status);
        await expectWorking(project);
        return hit;
      });
      expect(calls).toBeGreaterThanOrEqual(5);
    });

    it('is driven to its end by the same call under its Idempotency-Key', async () => {
      await everyCall(
        async (fault) => {
          const project = await service.project();
          const headers = { 'idempotency-key': `connect-${project.id}` };
          const { hit } = await faults.hitting(fault, () => connect(project, headers));

          const again = await minutesLater(2, () => connect(project, headers));

          expect([200, 201], again.text).toContain(again.status);
          expect((again.json.webhook as Webhook).secret).toMatch(/^[\w-]{43}$/);
          await expectWorking(project);
          return hit;
        },
        { faults: deathAt },
      );
    });

    it('is driven to its end by the tick alone, or never began', async () => {
      await everyCall(async (fault) => {
        const project = await service.project();
        const { hit } = await faults.hitting(fault, () => connect(project));

        await minutesLater(2, tick);

        if ((await storedRepository(project)) === undefined) await expectUnconnected(project);
        else await expectWorking(project);
        return hit;
      });
    });

    it('can be disconnected without a trace', async () => {
      await everyCall(
        async (fault) => {
          const project = await service.project();
          const { hit } = await faults.hitting(fault, () => connect(project));

          const ended = await minutesLater(2, () => disconnect(project));

          expect([200, 404], ended.text).toContain(ended.status);
          await expectUnconnected(project);
          return hit;
        },
        { faults: deathAt },
      );
    });

    it('can be deleted with its project without a trace', async () => {
      const gone: string[] = [];
      await everyCall(
        async (fault) => {
          const project = await service.project();
          const { hit } = await faults.hitting(fault, () => connect(project));
          expectStatus(204, await service.api('DELETE', project.path));

          await minutesLater(2, tick);

          expect(secretsOf(project)).toEqual([]);
          gone.push(project.id);
          return hit;
        },
        { faults: deathAt },
      );
      expect(await contents.ofProjects(...gone)).toEqual([]);
    });

    it('is repaired by the next tick where a tick dies over it', async () => {
      await everyCall(
        async (fault) => {
          const project = await service.project();
          await faults.hitting({ at: 4, when: 'after', how: 'for good' }, () => connect(project));
          const { hit } = await faults.hitting(fault, () => minutesLater(2, tick).catch(() => undefined));

          await minutesLater(4, tick);

          await expectWorking(project);
          return hit;
        },
        { from: tickBegins, faults: deathAt },
      );
    });
  });

  describe('a regenerate-key that is cut short at any AWS call', () => {
    it('leaves one secret per key in force when it is sent again', async () => {
      const calls = await everyCall(async (fault) => {
        const project = await connectedProject();
        const { hit } = await faults.hitting(fault, () => regenerate(project));

        const again = await minutesLater(2, () => regenerate(project));

        expectStatus(200, again);
        await expectWorking(project);
        return hit;
      });
      expect(calls).toBeGreaterThanOrEqual(5);
    });

    it('leaves one secret per key in force when only the tick follows', async () => {
      await everyCall(async (fault) => {
        const project = await connectedProject();
        // The second rotation has something to throw away: the first new key, which nobody has proved.
        expectStatus(200, await regenerate(project));
        const { hit } = await faults.hitting(fault, () => regenerate(project));

        await minutesLater(2, tick);

        await expectWorking(project);
        return hit;
      });
    });
  });

  describe('a disconnect that is cut short at any AWS call', () => {
    it('is driven to its end by the same call, sent again', async () => {
      const calls = await everyCall(async (fault) => {
        const project = await connectedProject();
        const { hit } = await faults.hitting(fault, () => disconnect(project));

        const again = await minutesLater(2, () => disconnect(project));

        expect([200, 404], again.text).toContain(again.status);
        await expectUnconnected(project);
        return hit;
      });
      expect(calls).toBeGreaterThanOrEqual(5);
    });

    it('is driven to its end by the tick alone, or never began', async () => {
      await everyCall(async (fault) => {
        const project = await connectedProject();
        const { hit } = await faults.hitting(fault, () => disconnect(project));

        await minutesLater(2, tick);

        if ((await storedRepository(project)) === undefined) await expectUnconnected(project);
        else await expectWorking(project);
        return hit;
      });
    });
  });

  describe('a delete and its purge that are cut short at any AWS call', () => {
    const prepared = async (): Promise<Project> => {
      const project = await connectedProject();
      await service.environment(project.path, { name: 'Staging', type: 'staging', branch: 'staging' });
      expectStatus(202, await service.api('POST', `${project.path}/deploy`, { body: { branch: 'staging' } }));
      expectStatus(200, await regenerate(project));
      return project;
    };
    const purge = (project: Project): Promise<unknown> => {
      const source = `/organizations/${service.local.organization.id}/projects/${project.id}`;
      return invoke('projects/purge-project', { detail: { source } });
    };
    const expectGone = async (projects: readonly Project[]): Promise<void> => {
      for (const project of projects) {
        expectStatus(404, await service.api('GET', project.path));
        expect(secretsOf(project)).toEqual([]);
      }
      expect(await contents.ofProjects(...projects.map((project) => project.id))).toEqual([]);
    };

    it('end when the delete is sent again and the event comes', async () => {
      const projects: Project[] = [];
      await everyCall(async (fault) => {
        const project = await prepared();
        projects.push(project);
        const { hit } = await faults.hitting(fault, () => service.api('DELETE', project.path));

        const again = await service.api('DELETE', project.path);
        await purge(project);

        expect([204, 404], again.text).toContain(again.status);
        return hit;
      });
      await expectGone(projects);
    });

    it('end when the event is delivered again after a lost call, and by the tick alone after the process died', async () => {
      const projects: Project[] = [];
      const calls = await everyCall(
        async (fault) => {
          const project = await prepared();
          projects.push(project);
          expectStatus(204, await service.api('DELETE', project.path));
          const { hit } = await faults.hitting(fault, () => purge(project).catch(() => undefined));

          if (fault.how === 'once') await purge(project);
          else await minutesLater(2, tick);

          return hit;
        },
        { faults: endsAt },
      );
      await expectGone(projects);
      expect(calls).toBeGreaterThanOrEqual(8);
    });
  });
};
