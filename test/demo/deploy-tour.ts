import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { LocalService } from '#infra/local/service.ts';
import { createClient } from '#shared/client/client.ts';
import { getDeployment, getDeploymentLogs } from '#shared/contract/endpoints/deployments.ts';
import { createEnvironment } from '#shared/contract/endpoints/environments.ts';
import { createProject } from '#shared/contract/endpoints/projects.ts';
import { connectRepository } from '#shared/contract/endpoints/repository.ts';
import { updateProviderSettings } from '#shared/contract/endpoints/settings.ts';
import type { DeploymentId } from '#shared/contract/id.ts';
import { giteaHeaders, giteaPush, zeros } from '#test/fixtures/other-providers.ts';
import { giteaHost } from '#test/integration/connections/git-host.ts';
import { OwnGitServer } from '#test/integration/connections/own-git-server.ts';
import { show, step } from './narrator.ts';

const run = promisify(execFile);
const cli = fileURLToPath(new URL('../../cli/bin/ocore', import.meta.url));

/** The commit of a developer: an Odoo module, pushed to `develop` with real git. @returns its id */
const commitModule = async (bare: string, folder: string): Promise<string> => {
  const git = async (...args: readonly string[]): Promise<string> => {
    const who = ['-c', 'user.name=Mona Lisa', '-c', 'user.email=mona@acme.example'];
    return (await run('git', ['-C', folder, ...who, ...args])).stdout.trim();
  };
  await git('init', '--quiet', '--initial-branch=develop');
  mkdirSync(join(folder, 'sale_report'));
  const manifest = "{'name': 'Sales report', 'version': '18.0.1.0.0', 'depends': ['sale']}\n";
  writeFileSync(join(folder, 'sale_report', '__manifest__.py'), manifest);
  await git('add', '.');
  await git('commit', '--quiet', '--message', 'Add the sales report');
  await git('push', '--quiet', bare, 'develop');
  return git('rev-parse', 'HEAD');
};

const deployScript = `#!/bin/sh
set -eu
echo "Deploying $OCORE_COMMIT_SHA to $OCORE_ENVIRONMENT_NAME: modules $OCORE_CHANGED_MODULES"
cp -R "$OCORE_SOURCE_DIR"/sale_report "$TARGET"
`;

/** Waits until the stream has been read to its end and every target of the bus has run. */
const settled = async ({ bus, stream }: LocalService): Promise<void> => {
  do await bus.idle();
  while ((await stream.drain()) > 0);
  await bus.idle();
};

/** A commit on its way to a directory: git over SSH, the signed webhook, the runner, and the status back at the provider. */
export const deployTour = async (service: LocalService): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'ocore-demo-'));
  const [work, target, script] = ['work', 'target', 'deploy.sh'].map((name) => join(folder, name));
  if (work === undefined || target === undefined || script === undefined) return;
  mkdirSync(work);
  mkdirSync(target);
  writeFileSync(script, deployScript);
  chmodSync(script, 0o755);
  const [git, host] = await Promise.all([OwnGitServer.start(), giteaHost()]);
  try {
    const client = createClient({ baseUrl: service.url, token: service.apiKey ?? '' });
    step('A company has its own Git server: name it in the settings, with a credential');
    const { baseUrl: _own, ...ssh } = git.settings as { sshHost: string; sshPort: number; sshHostKeys: string[] } & {
      baseUrl: string;
    };
    const credential = { kind: 'token' as const, token: host.tokens.good };
    await client.call(updateProviderSettings, {
      params: { provider: 'gitea' },
      body: { baseUrl: host.baseUrl ?? '', credential, ...ssh },
    });

    step('A project whose branch develop deploys Development; key and webhook are installed by the credential');
    const { body: project } = await client.call(createProject, { body: { name: 'Sales' } });
    const params = { projectId: project.id };
    const body = { name: 'Development', type: 'development' as const, branch: 'develop', odooVersion: '18.0' };
    const { body: environment } = await client.call(createEnvironment, { params, body });
    const { body: repository } = await client.call(connectRepository, {
      params,
      body: { repositoryUrl: git.cloneUrl('git'), provider: 'gitea', branch: 'develop' },
    });
    git.deployKeys.push(repository.deployKey.publicKey);
    show({ status: repository.status, nextSteps: repository.nextSteps });

    step('Commit a module and push it with real git');
    const commit = await commitModule(git.repository.path, work);
    process.stdout.write(`  ${commit}\n`);

    step('The webhook, signed as the provider signs it');
    const [hook] = host.standIn.hooks();
    if (hook === undefined) throw new Error('No webhook was installed.');
    const { id, fullName } = host.standIn.repository();
    const rawBody = JSON.stringify(
      giteaPush({
        ref: 'refs/heads/develop',
        before: zeros,
        after: commit,
        repository: { id: Number(id), full_name: fullName },
      }),
    );
    const answer = await fetch(hook.url, {
      method: 'POST',
      body: rawBody,
      headers: giteaHeaders('push', rawBody, hook.secret),
    });
    const { deployments } = (await answer.json()) as { deployments: DeploymentId[] };
    const [deploymentId] = deployments;
    if (answer.status !== 202 || deploymentId === undefined)
      throw new Error(`The push was answered with ${answer.status}.`);
    process.stdout.write(`  202 ${deploymentId}\n`);

    step('A runner takes it: ocore runner once');
    const flags = ['--project', project.id, '--environment', environment.id, '--command', script];
    const { stdout, stderr } = await run(cli, ['runner', 'once', ...flags, '--pass-env', 'TARGET'], {
      env: { ...process.env, OCORE_API_URL: service.url, OCORE_TOKEN: service.apiKey ?? '', TARGET: target },
    });
    process.stdout.write(`${stderr}${stdout}`.replace(/^(?=.)/gm, '  '));

    step('The file of that commit stands in the target directory');
    process.stdout.write(`  ${readFileSync(join(target, 'sale_report', '__manifest__.py'), 'utf8')}`);

    step('The deployment, and its log');
    const at = { params: { ...params, deploymentId } };
    const { body: logs } = await client.call(getDeploymentLogs, at);
    for (const line of logs.lines) process.stdout.write(`  ${line.seq} ${line.text}\n`);
    await settled(service);
    const { body: deployment } = await client.call(getDeployment, at);
    const { status, durationMs, changePlan, statusReport } = deployment;
    show({ status, durationMs, changePlan, statusReport });
    if (status !== 'succeeded') throw new Error(`The deployment ended as ${status}.`);

    step('The commit status at the provider, and the events on the bus');
    show(host.standIn.statuses(commit));
    const events = service.bus.events
      .filter((event) => (event.detail as { subject: string }).subject === deploymentId)
      .map((event) => event['detail-type']);
    show(events);
    if (!events.includes('deployment.completed')) throw new Error('No event tells that the deployment has ended.');
  } finally {
    await git.stop();
    await host.standIn.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};
