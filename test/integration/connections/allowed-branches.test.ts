import { describe, expect, it } from 'vitest';
import type { Environment } from '#shared/contract/environment.ts';
import { expectProblem } from '#test/integration/expect-problem.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import {
  deploy,
  developer,
  made,
  path,
  production,
  promote,
  push,
  runner,
  service,
  staging,
  succeeded,
  useBench,
} from './allowed-branches-bench.ts';

useBench();

describe('an environment with branches', () => {
  it('takes a commit that stands on one of them, by its branch, its id or a promotion', async () => {
    const [main, hotfix] = [push('main'), push('hotfix/a')];

    const answers = [
      await deploy({ branch: 'main' }),
      await deploy({ commitSha: main }),
      await deploy({ commitSha: hotfix }),
      await promote(await succeeded(hotfix)),
    ];

    expect(answers.map((answer) => made(answer).commitSha)).toEqual([main, main, hotfix, hotfix]);
    const claim = await runner(production).claim();
    expect(claim.environment.branches).toEqual(['main', 'hotfix/*']);
    expect(claim.deployment.force).toBe(false);
  });

  it('is forced by whoever may manage the project, alone, and the deployment and the audit log keep that', async () => {
    const commitSha = push('feature/x');
    const origin = await succeeded(commitSha);
    const asked = { token: developer };

    const refused = [await deploy({ commitSha, force: true }, asked), await promote(origin, { force: true }, asked)];
    const forced = made(await deploy({ commitSha, force: true }));
    const claim = await runner(production).claim();
    const promoted = made(await promote(origin, { force: true }));

    for (const answer of refused) {
      expect(expectProblem(answer, 'permission_missing')).toMatchObject({ requiredPermission: 'manage:projects' });
    }
    expect([forced.force, claim.deployment.force, promoted.force]).toEqual([true, true, true]);
    expect(claim.environment.branches).toEqual([]);
  });
});

describe('the branches of an environment', () => {
  it('are none by default, are changed as a whole, and are copied with a project', async () => {
    const at = `${path}/environments/${staging}`;
    expect(expectStatus(200, await service.api('GET', at)).json.branches).toEqual([]);

    const changed = expectStatus(200, await service.api('PUT', at, { body: { branches: ['release/**'] } }));
    const same = expectStatus(200, await service.api('PUT', at, { body: { branches: ['release/**'] } }));
    const clone = expectStatus(201, await service.api('POST', `${path}/clone`)).json.id;
    const copies = expectStatus(200, await service.api('GET', `/api/projects/${clone}/environments`)).json;
    const emptied = expectStatus(200, await service.api('PUT', at, { body: { branches: [] } }));

    expect(changed.json.branches).toEqual(['release/**']);
    expect(same.headers.etag).toBe(changed.headers.etag);
    expect((copies.environments as Environment[]).map(({ branches }) => branches)).toEqual([
      ['main', 'hotfix/*'],
      ['release/**'],
    ]);
    expect(emptied.json.branches).toEqual([]);
  });
});
