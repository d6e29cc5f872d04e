import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CreateBranchMappingBody, UpdateBranchMappingBody } from '#shared/contract/branch-mapping.ts';
import { changeMapping, newMapping } from '#shared/domain/branch-mappings/new-mapping.ts';
import {
  actor,
  changedByActor,
  environmentId,
  manualProject,
  mappingId,
  mappingRecord,
  now,
} from '#test/fixtures/records.ts';

const project = { ...manualProject().project, version: 6 };
const [production, staging, development] = [1, 2, 3].map(environmentId);
const make = (body: Record<string, unknown>) =>
  newMapping(mappingId(4), CreateBranchMappingBody.parse({ branchPattern: 'qa', ...body }), project, actor, now);

describe('newMapping', () => {
  it('has the defaults of the design, and the version that its project will have', () => {
    expect(make({ environmentId: staging })).toEqual({
      id: mappingId(4),
      refType: 'branch',
      branchPattern: 'qa',
      environmentId: staging,
      trigger: 'push',
      priority: 40,
      autoDeploy: true,
      paths: [],
      createdAt: now,
      ...changedByActor,
      version: 7,
      remappedIn: 7,
    });
  });

  it.each([
    ['branch', production, 'merge'],
    ['branch', staging, 'push'],
    ['branch', development, 'push'],
    ['tag', production, 'push'],
  ])('of a %s for %s deploys on %s', (refType, target, trigger) => {
    expect(make({ environmentId: target, refType }).trigger).toBe(trigger);
  });

  it('has what was sent instead', () => {
    const sent = {
      environmentId: production,
      refType: 'branch',
      branchPattern: 'live',
      trigger: 'push',
      priority: 5,
      autoDeploy: false,
      paths: ['addons'],
    };

    expect(make(sent)).toMatchObject(sent);
  });

  it('may have priority 0', () => {
    expect(make({ environmentId: staging, priority: 0 }).priority).toBe(0);
  });
});

describe('changeMapping', () => {
  const before = mappingRecord({ paths: ['addons'], version: 2 });

  it('changes the fields that were sent, and has the version that its project will have', () => {
    expect(changeMapping(before, { branchPattern: 'qa', autoDeploy: false, paths: [] }, project, actor, now)).toEqual({
      ...before,
      branchPattern: 'qa',
      autoDeploy: false,
      paths: [],
      ...changedByActor,
      version: 7,
      remappedIn: 7,
    });
  });

  it('keeps its trigger where its environment changes: only what was sent is written', () => {
    const moved = changeMapping(before, { environmentId: String(production) }, project, actor, now);

    expect(moved).toMatchObject({ environmentId: production, trigger: 'push' });
  });

  it('keeps the very record where nothing is sent', () => {
    expect(changeMapping(before, {}, project, actor, now)).toBe(before);
  });

  it.each([
    ['pattern', { branchPattern: 'qa' }],
    ['environment', { environmentId: String(staging) }],
    ['trigger', { trigger: 'merge' as const }],
  ])('awaits a new baseline where its %s changes', (_field, sent) => {
    expect(changeMapping(before, sent, project, actor, now).remappedIn).toBe(7);
  });

  it('awaits one where it is switched on, and keeps its own where it is switched off', () => {
    const off = changeMapping(before, { autoDeploy: false }, project, actor, now);

    expect(off.remappedIn).toBe(2);
    expect(changeMapping(off, { autoDeploy: true }, { ...project, version: 9 }, actor, now).remappedIn).toBe(10);
  });

  it('keeps its baseline where only paths or priority change', () => {
    expect(changeMapping(before, { paths: ['other'], priority: 5 }, project, actor, now).remappedIn).toBe(2);
  });

  it('touches nothing but what was sent, the time and the version', () => {
    const body = fc.record(
      {
        branchPattern: fc.constantFrom('staging', 'qa'),
        environmentId: fc.constantFrom(...[1, 2].map(environmentId)),
        trigger: fc.constantFrom('push', 'merge'),
        priority: fc.constantFrom(0, 10, 20),
        autoDeploy: fc.boolean(),
        paths: fc.constantFrom(['addons'], []),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(body, (sent) => {
        const after = changeMapping(before, UpdateBranchMappingBody.parse(sent), project, actor, now);
        const { updatedAt, updatedBy, updatedByName, version, remappedIn } = after;
        expect(after).toEqual({ ...before, ...sent, updatedAt, updatedBy, updatedByName, version, remappedIn });
        expect([version, updatedAt]).toEqual(after === before ? [2, before.updatedAt] : [7, now]);
      }),
    );
  });
});
