import { describe, it } from 'vitest';
import { textLimits } from '#shared/contract/text-limits.ts';
import { expectProblem } from '#test/integration/expect-problem.ts';
import { TestRunner } from '#test/integration/runner.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import { fullPlan, project, service, useBench } from './filled-requests-bench.ts';
import { huge } from './filled-texts.ts';

useBench();

describe('texts of a runner', () => {
  it('that are too long are refused at their fields, and the deployment goes on to its end', async () => {
    const { path, environments } = project;
    const runner = new TestRunner(service, path, environments.staging);
    const body = { branch: 'staging', environmentId: environments.staging };
    expectStatus(202, await service.api('POST', `${path}/deploy`, { body }));
    const claim = `${path}/environments/${environments.staging}/claim`;
    expectProblem(await service.api('POST', claim, { body: { runner: 'x'.repeat(huge) } }), 'validation_failed');
    const { deployment, lease } = await runner.claim();

    const refused = [
      await runner.heartbeat(deployment.id, 'x'.repeat(huge)),
      await runner.logs(deployment.id, lease.token, 1, ['x'.repeat(huge)]),
      await runner.complete(deployment.id, lease.token, { statusReason: 'x'.repeat(textLimits.sentence + 1) }),
      await runner.complete(deployment.id, lease.token, { errorMessage: 'x'.repeat(huge) }),
      await runner.complete(deployment.id, lease.token, {
        changePlan: { ...fullPlan, warnings: ['x'.repeat(textLimits.warning + 1)] },
      }),
    ];

    for (const answer of refused) expectProblem(answer, 'validation_failed');
    expectStatus(204, await runner.complete(deployment.id, lease.token, { errorMessage: '' }));
  });
});
