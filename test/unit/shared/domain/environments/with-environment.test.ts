import { describe, expect, it } from 'vitest';
import { isRefName } from '#shared/contract/ref-name.ts';
import { withEnvironment, withoutEnvironment } from '#shared/domain/environments/with-environment.ts';
import {
  actor,
  changedByActor,
  environmentId,
  environmentRecord,
  manualProject,
  mappingId,
  mappingRecord,
  now,
  projectOf,
  projectRecord,
} from '#test/fixtures/records.ts';

const qa = environmentRecord({ id: environmentId(4), name: 'QA', type: 'staging' });
const before = { ...manualProject().project, version: 6 };
const add = (branch: string | null, environment = qa) =>
  withEnvironment(before, environment, branch, mappingId(4), actor, now, isRefName);

describe('withEnvironment', () => {
  it('names the environment in its project and raises the version', () => {
    expect(add(null)).toEqual({
      ok: true,
      value: {
        ...before,
        environments: { ...before.environments, [qa.id]: { name: 'QA', type: 'staging' } },
        ...changedByActor,
        version: 7,
      },
    });
  });

  it('maps the branch that is named with it, after all the others, in the version of the project', () => {
    const after = add('qa');

    expect(after.ok && after.value.branchMappings).toEqual([
      ...before.branchMappings,
      mappingRecord({
        id: mappingId(4),
        environmentId: qa.id,
        branchPattern: 'qa',
        trigger: 'push',
        priority: 40,
        createdAt: now,
        ...changedByActor,
        version: 7,
        remappedIn: 7,
      }),
    ]);
    expect(after.ok && after.value.version).toBe(7);
  });

  it('lets a production environment deploy on merge', () => {
    const live = environmentRecord({ id: environmentId(4), name: 'Live', type: 'production' });

    const after = add('live', live);

    expect(after.ok && after.value.branchMappings.at(-1)?.trigger).toBe('merge');
  });

  it('refuses a branch that is mapped already, at the field branch', () => {
    expect(add('main')).toMatchObject({ ok: false, refusal: { code: 'mapping_conflict', pointer: '#/branch' } });
  });

  it('refuses a fifty-first mapping', () => {
    const many = Array.from({ length: 50 }, (_, index) =>
      mappingRecord({ id: mappingId(index + 1), branchPattern: `b${index}`, priority: index }),
    );
    const full = projectOf([environmentRecord()], many);

    expect(withEnvironment(full, qa, 'qa', mappingId(60), actor, now, isRefName)).toMatchObject({
      ok: false,
      refusal: { code: 'conflict' },
    });
  });
});

describe('withoutEnvironment', () => {
  it('takes the environment and all of its mappings away, and nothing else', () => {
    const second = mappingRecord({
      id: mappingId(5),
      environmentId: environmentId(2),
      branchPattern: 'rc',
      priority: 50,
    });
    const project = { ...before, branchMappings: [...before.branchMappings, second] };

    const after = withoutEnvironment(project, environmentId(2), actor, now);

    expect(after).toEqual({
      ...before,
      environments: {
        [environmentId(1)]: { name: 'Production', type: 'production' },
        [environmentId(3)]: { name: 'Development', type: 'development' },
      },
      branchMappings: before.branchMappings.filter((mapping) => mapping.branchPattern !== 'staging'),
      ...changedByActor,
      version: 7,
    });
  });

  it('undoes what adding did, but for the time and the version', () => {
    const empty = projectRecord();
    const added = withEnvironment(empty, qa, 'qa', mappingId(4), actor, now, isRefName);
    if (!added.ok) throw new Error(added.refusal.detail);

    const after = withoutEnvironment(added.value, qa.id, actor, now);

    expect(after).toEqual({ ...empty, ...changedByActor, version: 3 });
  });
});
