import { describe, expect, it } from 'vitest';
import { newProject } from '#shared/domain/projects/new-project.ts';
import { now, organizationId, principal, projectId } from '#test/fixtures/records.ts';

describe('newProject', () => {
  it('is open to its whole organisation and has nothing in it yet', () => {
    expect(newProject(projectId(), { name: 'ERP' }, principal(), now)).toEqual({
      organizationId: organizationId(),
      id: projectId(),
      name: 'ERP',
      description: null,
      defaultOdooVersion: null,
      archivedAt: null,
      access: { mode: 'organization', grants: {} },
      clonedFrom: null,
      repository: null,
      branchMappings: [],
      environments: {},
      createdAt: now,
      createdBy: principal().id,
      createdByName: 'First key',
      updatedAt: now,
      updatedBy: principal().id,
      updatedByName: 'First key',
      lastActivityAt: now,
      deletingAt: null,
      version: 1,
    });
  });

  it('has the description and the series that were sent', () => {
    const body = { name: 'ERP', description: 'Custom modules', defaultOdooVersion: '18.0' };

    expect(newProject(projectId(), body, principal(), now)).toMatchObject(body);
  });

  it('belongs to the organisation of the principal, whatever the organisations it could have chosen', () => {
    const other = { id: organizationId(2), slug: 'other', name: 'Other' };
    const who = principal({ organization: other, organizations: [principal().organization, other] });

    expect(newProject(projectId(), { name: 'ERP' }, who, now).organizationId).toBe(organizationId(2));
  });
});
