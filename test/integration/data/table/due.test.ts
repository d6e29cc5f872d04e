import { describe, expect, it } from 'vitest';
import { insertProject, markDeleting } from '#shared/data/projects/write-project.ts';
import { beginConnection } from '#shared/data/repository/write-repository.ts';
import { readDue } from '#shared/data/table/due.ts';
import {
  changed,
  newOrganization,
  now,
  sampleMutation,
  sampleProject,
  sampleRepository,
  secondsLater,
} from '../sample-records.ts';
import { useTestTable } from '../test-table.ts';

useTestTable();

describe('readDue', () => {
  it('finds purges and connections of every organisation and shard, once each', async () => {
    const expected: unknown[] = [];
    for (let index = 0; index < 40; index += 1) {
      const organizationId = newOrganization();
      const mutation = sampleMutation(organizationId);
      const project = sampleProject(organizationId);
      await insertProject(project, mutation);
      if (index % 2 === 0) await markDeleting(project, mutation);
      else await beginConnection(changed(project), sampleRepository(project), now, mutation);
      expected.push({ kind: index % 2 === 0 ? 'purge' : 'repository', organizationId, projectId: project.id });
    }
    const found = await readDue(now);
    expect(found).toHaveLength(40);
    expect(found).toEqual(expect.arrayContaining(expected));
  });

  it('leaves for later what is not due yet, to the millisecond', async () => {
    const organizationId = newOrganization();
    const project = sampleProject(organizationId);
    await insertProject(project, sampleMutation(organizationId));
    const dueAt = secondsLater(0.001);
    await beginConnection(changed(project), sampleRepository(project), dueAt, sampleMutation(organizationId));
    const isDue = async (at: string) =>
      (await readDue(at)).some((due) => 'projectId' in due && due.projectId === project.id);
    expect(await isDue(now)).toBe(false);
    expect(await isDue(dueAt)).toBe(true);
  });
});
