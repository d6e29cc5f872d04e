import { describe, expect, it } from 'vitest';
import type { ListedEnvironment } from '#shared/contract/environment.ts';
import type { Project } from '#shared/contract/project.ts';
import { environmentsByProject } from '../../../../console/projects/environments-by-project.ts';

const projects = ['a', 'b', 'c', 'd'].map((id) => ({ id }) as unknown as Project);
const of = (...ids: readonly string[]): readonly ListedEnvironment[] =>
  ids.map((projectId, index) => ({ id: `env_${index}`, projectId }) as unknown as ListedEnvironment);

/** How many environments of each project are known. */
const counts = (environments: readonly ListedEnvironment[], isWhole: boolean): Record<string, number> =>
  Object.fromEntries(
    [...environmentsByProject(projects, { environments, isWhole })].map(([id, those]) => [id, those.length]),
  );

describe('the environments of each project', () => {
  it('are told of those that the list has passed, and of no later one', () => {
    expect(counts(of('a', 'a', 'c'), false)).toEqual({ a: 2, b: 0, c: 1 });
  });

  it('are told of all where the list is whole', () => {
    expect(counts(of('b'), true)).toEqual({ a: 0, b: 1, c: 0, d: 0 });
  });

  it('are told of none where the list says nothing yet', () => {
    expect(counts([], false)).toEqual({});
  });

  it('leave out a project that is not shown', () => {
    expect(counts(of('a', 'hidden'), false)).toEqual({ a: 1 });
  });
});
