import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeProject } from '#shared/domain/projects/change-project.ts';
import { actor, changedByActor, now, projectRecord } from '#test/fixtures/records.ts';

const before = projectRecord({ version: 7 });

describe('changeProject', () => {
  it('changes the fields that were sent and raises the version', () => {
    expect(changeProject(before, { name: 'ERP', description: 'New' }, actor, now)).toEqual({
      ...before,
      name: 'ERP',
      description: 'New',
      ...changedByActor,
      version: 8,
    });
  });

  it('clears with null what a read may show as null', () => {
    expect(changeProject(before, { description: null, defaultOdooVersion: null }, actor, now)).toMatchObject({
      description: null,
      defaultOdooVersion: null,
      name: before.name,
    });
  });

  it('keeps the very record where nothing is sent', () => {
    expect(changeProject(before, {}, actor, now)).toBe(before);
  });

  it('keeps the very record where what is sent is what it has', () => {
    const { name, description, defaultOdooVersion } = before;

    expect(changeProject(before, { name, description, defaultOdooVersion }, actor, now)).toBe(before);
  });

  it('touches nothing but what was sent, the time and the version', () => {
    const text = fc.option(fc.string({ minLength: 1 }));
    const body = fc.record(
      { name: fc.string({ minLength: 1 }), description: text, defaultOdooVersion: text },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(body, (sent) => {
        const after = changeProject(before, sent, actor, now);
        const { updatedAt, updatedBy, updatedByName, version } = after;
        expect(after).toEqual({ ...before, ...sent, updatedAt, updatedBy, updatedByName, version });
        expect([version, updatedAt]).toEqual(after === before ? [7, before.updatedAt] : [8, now]);
      }),
    );
  });
});
