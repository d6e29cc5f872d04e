import { describe, expect, it, vi } from 'vitest';
import { readProject } from '#shared/data/projects/read-project.ts';
import { insertProject, saveProject } from '#shared/data/projects/write-project.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { ConditionFailed } from '#shared/data/table/transact.ts';
import { changed, newOrganization, sampleMutation, sampleProject } from '../sample-records.ts';
import { useTestTable } from '../test-table.ts';

useTestTable();

const refusal = (...labels: string[]) => new ConditionFailed(new Set(labels), null);

describe('optimistic', () => {
  it('keeps both of two changes of different fields that were made at once', async () => {
    const organization = newOrganization();
    const project = sampleProject(organization, { description: null, defaultOdooVersion: null });
    await insertProject(project, sampleMutation(organization));
    const change = (over: object) =>
      retryOnVersionConflict(async () => {
        const before = await readProject(organization, project.id);
        if (before === null) throw new Error('The project is gone.');
        const mutation = sampleMutation(organization);
        await saveProject(before, changed(before, over), mutation, { action: 'project.updated' });
      });
    await Promise.all([change({ description: 'both' }), change({ defaultOdooVersion: '18.0' })]);
    expect(await readProject(organization, project.id)).toMatchObject({
      description: 'both',
      defaultOdooVersion: '18.0',
      version: 3,
    });
  });

  it.each(['organization', 'key', 'project', 'repository', 'environment env_1', 'pending dep_1'])(
    'begins again where the write of %s refuses',
    async (label) => {
      const work = vi.fn<() => Promise<string>>().mockRejectedValueOnce(refusal(label)).mockResolvedValue('done');
      expect(await retryOnVersionConflict(work)).toBe('done');
      expect(work).toHaveBeenCalledTimes(2);
    },
  );

  it.each(['name', 'slug', 'delivery', 'idempotency'])('hands on the refusal of %s at once', async (label) => {
    const error = refusal(label);
    const work = vi.fn<() => Promise<void>>().mockRejectedValue(error);
    await expect(retryOnVersionConflict(work)).rejects.toBe(error);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('hands on a refusal of version and idempotency key together: the caller has to see the first answer', async () => {
    const error = refusal('project', 'idempotency');
    const work = vi.fn<() => Promise<void>>().mockRejectedValue(error);
    await expect(retryOnVersionConflict(work)).rejects.toBe(error);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('gives up after eight lost races with 503 and Retry-After', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const work = vi.fn<() => Promise<void>>().mockRejectedValue(refusal('project'));
    await expect(retryOnVersionConflict(work)).rejects.toMatchObject({ code: 'service_unavailable' });
    expect(work).toHaveBeenCalledTimes(8);
    vi.restoreAllMocks();
  });
});
