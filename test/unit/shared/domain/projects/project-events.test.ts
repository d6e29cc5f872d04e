import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cloudEvent } from '#shared/domain/change.ts';
import { presentMapping, presentProjectToAll } from '#shared/domain/projects/present-project.ts';
import { projectEvents } from '#shared/domain/projects/project-events.ts';
import type { MappingRecord } from '#shared/domain/records/mapping.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import {
  environmentId,
  manualProject,
  mappingId,
  mappingRecord,
  now,
  organizationId,
  projectId,
} from '#test/fixtures/records.ts';
import { laced, leak } from '../laced.ts';

const before: ProjectRecord = {
  ...manualProject().project,
  access: { mode: 'restricted', grants: { key_1: 'view', key_2: 'manage' } },
  version: 4,
};
const later = (over: Partial<ProjectRecord>): ProjectRecord => ({ ...before, updatedAt: now, version: 5, ...over });
const changed = (over: Partial<ProjectRecord>) => projectEvents({ before, after: later(over) });
const typesOf = (over: Partial<ProjectRecord>) => changed(over).map((event) => event.type);

describe('projectEvents', () => {
  it.each([
    ['its name', { name: 'ERP' }, 'project.updated'],
    ['its description', { description: null }, 'project.updated'],
    ['its series', { defaultOdooVersion: '19.0' }, 'project.updated'],
    ['that it is archived', { archivedAt: now }, 'project.archived'],
  ] as const)('tells of %s once, with the project as its GET answers it', (_, over, type) => {
    expect(changed(over)).toEqual([{ type, subject: projectId(), version: 5, data: presentProjectToAll(later(over)) }]);
  });

  it('tells of its access once, with ids and levels alone', () => {
    const given = { key_1: { by: 'mem_1', byName: 'Mona Lisa', at: now } };
    const access = { mode: 'restricted', grants: { key_3: 'view', key_1: 'manage' }, given } as const;

    expect(changed({ access })).toEqual([
      {
        type: 'access.updated',
        subject: projectId(),
        version: 5,
        data: {
          id: projectId(),
          mode: 'restricted',
          grants: [
            { principalId: 'key_1', level: 'manage' },
            { principalId: 'key_3', level: 'view' },
          ],
        },
      },
    ]);
    expect(typesOf({ access: { mode: 'organization', grants: before.access.grants } })).toEqual(['access.updated']);
  });

  it('tells that a project is unarchived', () => {
    const archived = { ...before, archivedAt: now };

    expect(projectEvents({ before: archived, after: later({}) }).map((event) => event.type)).toEqual([
      'project.unarchived',
    ]);
  });

  it('tells once of several fields that change together', () => {
    expect(typesOf({ name: 'ERP', description: null, defaultOdooVersion: null })).toEqual(['project.updated']);
  });

  it.each([
    ['its version and time', {}],
    [
      'the summary of its repository, which has its own events',
      {
        repository: {
          provider: 'github',
          repositoryUrl: 'u',
          fullName: 'a/b',
          branch: 'main',
          status: 'connected',
          statusReason: null,
        },
      },
    ],
    ['the names of its environments, which have their own events', { environments: {} }],
  ] as const)('tells nothing of %s', (_, over) => {
    expect(changed(over)).toEqual([]);
  });

  it('tells nothing of an order of names in a map: the store keeps none', () => {
    const reordered = { grants: { key_2: 'manage', key_1: 'view' }, mode: 'restricted' } as const;

    expect(changed({ access: reordered })).toEqual([]);
  });

  it('tells of a new project and of every mapping that it begins with', () => {
    const events = projectEvents({ before: null, after: { ...before, version: 1 } });

    expect(events.map((event) => [event.type, event.subject, event.version])).toEqual([
      ['project.created', projectId(), 1],
      ['mapping.created', mappingId(1), 1],
      ['mapping.created', mappingId(2), 1],
      ['mapping.created', mappingId(3), 1],
    ]);
    expect(events[0]?.data).toEqual(presentProjectToAll(before));
  });

  it('tells that it is deleted when it is marked, with its id alone and nothing of its mappings', () => {
    expect(changed({ deletingAt: now })).toEqual([
      { type: 'project.deleted', subject: projectId(), version: 5, data: { id: projectId() } },
    ]);
  });

  it('tells nothing more of a project that is marked, whatever is written to it', () => {
    const marked = { ...before, deletingAt: now };

    expect(projectEvents({ before: marked, after: later({ deletingAt: now, branchMappings: [], name: 'x' }) })).toEqual(
      [],
    );
    expect(projectEvents({ before: marked, after: null })).toEqual([]);
    expect(projectEvents({ before: null, after: null })).toEqual([]);
  });
});

describe('projectEvents, of its mappings', () => {
  const [first, second, third] = before.branchMappings as [MappingRecord, MappingRecord, MappingRecord];

  it('tells of a new one, with the mapping as its GET answers it', () => {
    const added = mappingRecord({ id: mappingId(4), branchPattern: 'qa', environmentId: environmentId(2), version: 5 });
    const next = later({ branchMappings: [...before.branchMappings, added] });

    expect(projectEvents({ before, after: next })).toEqual([
      { type: 'mapping.created', subject: mappingId(4), version: 5, data: presentMapping(next, added) },
    ]);
  });

  it('tells of one that changed, and of no other', () => {
    const off = { ...second, autoDeploy: false, version: 5 };
    const next = later({ branchMappings: [first, off, third] });

    expect(projectEvents({ before, after: next })).toEqual([
      { type: 'mapping.updated', subject: mappingId(2), version: 5, data: presentMapping(next, off) },
    ]);
  });

  it('tells of one that is gone, with its id alone', () => {
    expect(changed({ branchMappings: [first, third] })).toEqual([
      { type: 'mapping.deleted', subject: mappingId(2), version: 5, data: { id: mappingId(2) } },
    ]);
  });

  it('tells nothing of an order', () => {
    expect(changed({ branchMappings: [third, first, second] })).toEqual([]);
  });
});

describe('projectEvents, whatever changes', () => {
  const mapping = (n: number) =>
    fc
      .option(fc.record({ autoDeploy: fc.boolean(), version: fc.constantFrom(4, 5) }))
      .map((over) => (over === null ? [] : [mappingRecord({ id: mappingId(n), ...over })]));
  const state = fc
    .record({
      name: fc.constantFrom('A', 'B'),
      description: fc.constantFrom(null, 'x'),
      archivedAt: fc.constantFrom(null, now),
      deletingAt: fc.constantFrom(null, now),
      access: fc.constantFrom({ mode: 'organization', grants: {} }, { mode: 'restricted', grants: { key_3: 'view' } }),
      branchMappings: fc.tuple(mapping(1), mapping(2), mapping(3)).map((lists) => lists.flat()),
    })
    .map((over): ProjectRecord => ({ ...before, ...over }));
  const pair = fc.tuple(fc.option(state), fc.option(state)).map(([old, next]) => ({
    before: old,
    after: next === null ? null : { ...next, version: 5 },
  }));

  it('gives every event of a change its own id, the same whenever it is told again', () => {
    fc.assert(
      fc.property(pair, (change) => {
        const ids = (time: string) =>
          projectEvents(change).map((event) => cloudEvent(organizationId(), projectId(), event, time).id);
        expect(new Set(ids(now)).size).toBe(ids(now).length);
        expect(ids('2030-01-01T00:00:00.000Z')).toEqual(ids(now));
      }),
    );
  });

  it('tells nothing where nothing changed', () => {
    fc.assert(
      fc.property(state, (one) => {
        expect(projectEvents({ before: one, after: one })).toEqual([]);
      }),
    );
  });

  it('shows nothing in an event that a GET would not show', () => {
    fc.assert(
      fc.property(pair, (change) => {
        // The map of grants is told whole, so that what is laced into it is a grant.
        const told = projectEvents(laced(change)).map(({ data: { grants: _, ...rest }, ...event }) => [event, rest]);
        expect(JSON.stringify(told)).not.toContain(leak);
      }),
    );
  });
});
