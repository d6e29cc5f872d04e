import { describe, expect, it } from 'vitest';
import { expectProblem } from '#test/integration/expect-problem.ts';
import { TestRunner } from '#test/integration/runner.ts';
import {
  commitIn,
  deploy,
  environmentId,
  list,
  path,
  push,
  server,
  service,
  twins,
  useBench,
} from './short-commits-bench.ts';

useBench();

describe('a deployment of a short commit id', () => {
  it('is of the commit at which a branch or tag stands that begins with it, and runs as just that', async () => {
    const main = push('main');
    const tagged = push('staging', 'tagged');
    server.repository.run('tag', '-a', 'v1', '-m', 'Version 1', tagged);
    server.repository.run('update-ref', '-d', 'refs/heads/staging');

    const answers = [await deploy({ commitSha: main.slice(0, 12) }), await deploy({ commitSha: tagged.slice(0, 7) })];

    expect(answers.map(commitIn)).toEqual([main, tagged]);
    const { deployment } = await new TestRunner(service, path, environmentId).claim();
    expect(deployment).toMatchObject({ commitSha: tagged, branch: null, tag: null });
  });

  it('is refused where several commits begin with it, and names them', async () => {
    const [branch, tag] = twins();
    server.repository.run('update-ref', 'refs/heads/main', branch);
    server.repository.run('update-ref', 'refs/tags/v1', tag);

    const problem = expectProblem(await deploy({ commitSha: branch.slice(0, 7) }), 'validation_failed', [
      '#/commitSha',
    ]);

    expect(problem.detail).toContain('stands for several commits, among them');
    expect(problem.detail).toContain(`${branch} (main)`);
    expect(problem.detail).toContain(`${tag} (v1)`);
    expect(await list()).toEqual([]);
  });
});
