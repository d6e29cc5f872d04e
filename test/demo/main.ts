import { startService } from '#infra/local/service.ts';
import { createClient } from '#shared/client/client.ts';
import { listDeployments } from '#shared/contract/endpoints/deployments.ts';
import { createEnvironment } from '#shared/contract/endpoints/environments.ts';
import { createProject } from '#shared/contract/endpoints/projects.ts';
import { connectRepository } from '#shared/contract/endpoints/repository.ts';
import { githubHeaders, realPush, realRepository } from '#test/fixtures/github.ts';
import { deployTour } from './deploy-tour.ts';
import { show, step } from './narrator.ts';

/** Sends a push as GitHub would and shows what it is answered. @returns the status */
const push = async (webhook: { url: string; secret: string }, ref: string): Promise<number> => {
  const body = JSON.stringify({ ...realPush(), ref });
  const answer = await fetch(webhook.url, {
    method: 'POST',
    body,
    headers: githubHeaders('push', body, webhook.secret),
  });
  process.stdout.write(`  ${answer.status} `);
  show(await answer.json());
  return answer.status;
};

const expectStatus = (expected: number, status: number): void => {
  if (status !== expected) throw new Error(`The push was answered with ${status}, not ${expected}.`);
};

/** The README's tour by itself: a service from nothing, a project, a repository, signed pushes, and one of them deployed. */
const demo = async (): Promise<void> => {
  step('Start the service, keeping nothing');
  const service = await startService({ stateDir: null });
  try {
    const client = createClient({ baseUrl: service.url, token: service.apiKey ?? '' });
    process.stdout.write(`  ${service.url}\n`);

    step('Create a project with the three environments of the manual');
    const { body: project } = await client.call(createProject, { body: { name: 'Odoo ERP Customizations' } });
    const params = { projectId: project.id };
    for (const [name, type, branch] of [
      ['Production', 'production', 'main'],
      ['Staging', 'staging', 'staging'],
      ['Development', 'development', 'develop'],
    ] as const) {
      await client.call(createEnvironment, { params, body: { name, type, branch } });
      process.stdout.write(`  ${branch} deploys to ${name}\n`);
    }

    step(`Connect ${realRepository.fullName}`);
    const { body: repository } = await client.call(connectRepository, {
      params,
      body: { repositoryUrl: realRepository.sshUrl, provider: 'github' },
    });
    show({ deployKey: repository.deployKey.publicKey, nextSteps: repository.nextSteps });
    const webhook = { url: repository.webhook.url, secret: repository.webhook.secret ?? '' };

    step('Push to staging: a real payload of GitHub, signed as GitHub signs');
    expectStatus(202, await push(webhook, 'refs/heads/staging'));
    step('The same delivery again: no second deployment');
    expectStatus(200, await push(webhook, 'refs/heads/staging'));
    step('Push to a branch that is not mapped');
    expectStatus(200, await push(webhook, 'refs/heads/experiment'));
    step('A forged push');
    expectStatus(401, await push({ ...webhook, secret: 'guessed' }, 'refs/heads/staging'));

    step('The deployments');
    const { body: list } = await client.call(listDeployments, { params });
    show(
      list.deployments.map(({ id, environmentName, branch, commitSha, status }) => ({
        id,
        environmentName,
        branch,
        commitSha,
        status,
      })),
    );
    if (list.deployments.length !== 1) throw new Error('There should be exactly one deployment.');

    await deployTour(service);
  } finally {
    await service.stop();
  }
};

let isOver = false;
// Whatever ends this process before the demo is over, it says so.
process.once('exit', (code) => {
  if (!isOver) process.stderr.write(`The demo ended before it was over, with code ${code}.\n`);
});
await demo();
isOver = true;
step('The demo is over, and everything that it started has ended');
