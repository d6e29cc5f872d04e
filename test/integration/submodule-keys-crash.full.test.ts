import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invoke } from '#infra/local/function-registry.ts';
import type { Answer } from '#test/call.ts';
import { AwsFaults, everyCall } from './aws-faults.ts';
import { minutesLater } from './clock.ts';
import { TableContents } from './table-contents.ts';
import { type Connected, expectStatus, TestService } from './test-service.ts';

let service: TestService;
let faults: AwsFaults;
let contents: TableContents;
beforeAll(async () => {
  service = await TestService.startWithoutStream();
  faults = new AwsFaults();
  contents = new TableContents(service);
});
afterAll(() => service.stop());

type StoredSubmodule = {
  readonly id: string;
  readonly deployKey: { readonly id: string };
  readonly retiringKey: { readonly id: string } | null;
  readonly abandonedKeys: readonly unknown[];
  readonly step: string | null;
};

const body = { repositoryUrl: 'git@github.com:acme/theme.git' };
const add = ({ path }: Connected): Promise<Answer> => service.api('POST', `${path}/repository/submodules`, { body });
const tick = (): Promise<unknown> => invoke('schedules/tick', {});
const stored = async ({ projectId }: Connected) => {
  const item = await contents.item(`ORG#${service.local.organization.id}#PROJECT#${projectId}`, 'REPOSITORY');
  return item as unknown as {
    intentAt: string | null;
    deployKey: { id: string };
    retiringKey?: { id: string } | null;
    submodules?: StoredSubmodule[];
  };
};
const keyIds = ({ projectId }: Connected): (string | undefined)[] =>
  service.local.secrets
    .names()
    .filter((name) => name.includes(projectId))
    .map((name) => name.split('/').at(-1))
    .sort();

/** One secret for each key that is in force, and no step under way. @param submodules how many have a key */
const expectWhole = async (project: Connected, submodules: number): Promise<void> => {
  const repository = await stored(project);
  const own = repository.submodules ?? [];
  expect(own.map(({ step }) => step)).toEqual(Array.from({ length: submodules }, () => null));
  expect(repository.intentAt).toBeNull();
  expect(own.flatMap((one) => one.abandonedKeys)).toEqual([]);
  const inForce = [repository, ...own].flatMap((one) => [one.deployKey.id, one.retiringKey?.id ?? []].flat());
  expect(keyIds(project)).toEqual(inForce.sort());
};

describe('adding the key of a submodule, cut short at any AWS call', () => {
  it('is driven to its end by the same call, sent again', async () => {
    const calls = await everyCall(async (fault) => {
      const project = await service.connectedProject();
      const { hit } = await faults.hitting(fault, () => add(project));

      const again = await minutesLater(2, () => add(project));

      expect([200, 201], again.text).toContain(again.status);
      await expectWhole(project, 1);
      return hit;
    });
    expect(calls).toBeGreaterThanOrEqual(6);
  });

  it('is driven to its end by the tick alone, or never began', async () => {
    await everyCall(async (fault) => {
      const project = await service.connectedProject();
      const { hit } = await faults.hitting(fault, () => add(project));

      await minutesLater(2, tick);

      await expectWhole(project, ((await stored(project)).submodules ?? []).length);
      return hit;
    });
  });

  it('leaves nothing behind where the repository is disconnected', async () => {
    await everyCall(async (fault) => {
      const project = await service.connectedProject();
      const { hit } = await faults.hitting(fault, () => add(project));

      expectStatus(200, await minutesLater(2, () => service.api('DELETE', `${project.path}/repository`)));

      expect(keyIds(project)).toEqual([]);
      return hit;
    });
  });
});

describe('removing the key of a submodule, cut short at any AWS call', () => {
  const added = async () => {
    const project = await service.connectedProject();
    const { json } = expectStatus(201, await add(project));
    return { project, remove: () => service.api('DELETE', `${project.path}/repository/submodules/${json.id}`) };
  };

  it('is driven to its end by the same call, sent again', async () => {
    const calls = await everyCall(async (fault) => {
      const { project, remove } = await added();
      const { hit } = await faults.hitting(fault, remove);

      const again = await minutesLater(2, remove);

      expect([200, 404], again.text).toContain(again.status);
      await expectWhole(project, 0);
      return hit;
    });
    expect(calls).toBeGreaterThanOrEqual(5);
  });

  it('is driven to its end by the tick alone, or never began', async () => {
    await everyCall(async (fault) => {
      const { project, remove } = await added();
      const { hit } = await faults.hitting(fault, remove);

      await minutesLater(2, tick);

      await expectWhole(project, ((await stored(project)).submodules ?? []).length);
      return hit;
    });
  });
});

describe('regenerating all keys, cut short at any AWS call', () => {
  const regenerated = async (revokeNow = false) => {
    const project = await service.connectedProject();
    expectStatus(201, await add(project));
    const path = `${project.path}/repository/regenerate-key`;
    return { project, regenerate: () => service.api('POST', path, { body: { revokeNow } }) };
  };

  it('is driven to its end by the same call, sent again', async () => {
    const calls = await everyCall(async (fault) => {
      const { project, regenerate } = await regenerated();
      const { hit } = await faults.hitting(fault, regenerate);

      expectStatus(200, await minutesLater(2, regenerate));

      await expectWhole(project, 1);
      return hit;
    });
    expect(calls).toBeGreaterThanOrEqual(7);
  });

  it('is driven to its end by the tick alone, or never began, where the old keys end at once', async () => {
    await everyCall(async (fault) => {
      const { project, regenerate } = await regenerated(true);
      const { hit } = await faults.hitting(fault, regenerate);

      await minutesLater(2, tick);

      await expectWhole(project, 1);
      return hit;
    });
  });

  it('leaves nothing behind where the repository is disconnected', async () => {
    await everyCall(async (fault) => {
      const { project, regenerate } = await regenerated();
      const { hit } = await faults.hitting(fault, regenerate);

      expectStatus(200, await minutesLater(2, () => service.api('DELETE', `${project.path}/repository`)));

      expect(keyIds(project)).toEqual([]);
      return hit;
    });
  });
});
