import { describe, expect, it } from 'vitest';
import { DeploymentStatus } from '#shared/contract/deployment-status.ts';
import { commitStatusOf } from '#shared/workflows/deployments/commit-status.ts';
import { deploymentRecord } from '#test/fixtures/records.ts';

const publicUrl = 'https://ocore.example';

describe('the commit status of a deployment', () => {
  it('names the environment, and leads to the deployment', () => {
    const deployment = deploymentRecord({ environmentName: 'Staging', branch: 'staging' });

    expect(commitStatusOf(deployment, null, publicUrl)).toMatchObject({
      context: 'ocore/Staging',
      targetUrl: `https://ocore.example/api/projects/${deployment.projectId}/deployments/${deployment.id}`,
      branch: 'staging',
    });
  });

  it('leads to the environment where its URL is known', () => {
    const url = 'https://staging.acme.example';
    expect(commitStatusOf(deploymentRecord(), url, publicUrl).targetUrl).toBe(url);
  });

  it('gives the reason of the deployment where it has one', () => {
    const deployment = deploymentRecord({ status: 'cancelled', statusReason: 'Cancelled by octocat.' });

    expect(commitStatusOf(deployment, null, publicUrl).description).toBe('Cancelled by octocat.');
  });

  it('says in its own words how it stands where it has none', () => {
    const said = DeploymentStatus.options.map((status) => {
      const deployment = deploymentRecord({ status, statusReason: null, environmentName: 'Staging' });
      const { state, description } = commitStatusOf(deployment, null, publicUrl);
      return [status, state, description];
    });

    expect(said.sort()).toEqual([
      ['cancelled', 'cancelled', 'The deployment to Staging was cancelled.'],
      ['failed', 'failure', 'The deployment to Staging failed.'],
      ['queued', 'pending', 'Queued for Staging.'],
      ['running', 'running', 'Deploying to Staging.'],
      ['succeeded', 'success', 'Deployed to Staging.'],
      ['superseded', 'cancelled', 'A newer deployment of Staging replaced it.'],
      ['waiting', 'pending', 'Waits to be deployed to Staging.'],
    ]);
  });
});
