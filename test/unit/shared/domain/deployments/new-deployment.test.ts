import { describe, expect, it } from 'vitest';
import { Deployment, DeploymentTrigger } from '#shared/contract/deployment.ts';
import { type DeploymentInput, newDeployment } from '#shared/domain/deployments/new-deployment.ts';
import { presentDeployment } from '#shared/domain/deployments/present-deployment.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import { commit, deliveryId, deploymentId, environmentRecord, now, past } from '#test/fixtures/records.ts';

const order = (over: Partial<DeploymentInput> = {}): DeploymentInput => ({
  id: deploymentId(),
  environment: environmentRecord(),
  repositoryPage: { provider: 'github', url: 'https://github.com/acme/odoo-custom' },
  branch: 'staging',
  tag: null,
  commitSha: commit(),
  commitMessage: 'Fix the invoice report',
  commitAuthor: 'Mona Lisa',
  trigger: 'push',
  triggeredBy: 'github:octocat',
  triggeredByName: 'octocat',
  requester: null,
  deliveryId: deliveryId(),
  ignoreSeries: false,
  now,
  ...over,
});
const inState = (trigger: DeploymentTrigger, environment: Partial<EnvironmentRecord>) =>
  newDeployment(order({ trigger, environment: environmentRecord(environment) }));

const paused = { reason: 'month end', by: 'key_1', byName: 'First key', since: past };
const byItself = ['push', 'merge', 'tag', 'reconcile'] as const;
const byHand = ['manual', 'redeploy', 'promotion'] as const;

describe('newDeployment', () => {
  it('is queued, with the facts of its order and nothing of an end', () => {
    const environment = environmentRecord();

    expect(newDeployment(order())).toEqual({
      organizationId: environment.organizationId,
      id: deploymentId(),
      projectId: environment.projectId,
      environmentId: environment.id,
      environmentName: 'Staging',
      environmentType: 'staging',
      repositoryPage: { provider: 'github', url: 'https://github.com/acme/odoo-custom' },
      previousCommitSha: null,
      branch: 'staging',
      tag: null,
      commitSha: commit(),
      commitMessage: 'Fix the invoice report',
      commitAuthor: 'Mona Lisa',
      trigger: 'push',
      triggeredBy: 'github:octocat',
      triggeredByName: 'octocat',
      deliveryId: deliveryId(),
      status: 'queued',
      statusReason: null,
      waitsFor: [],
      approvalUntil: null,
      originId: order().id,
      supersededBy: null,
      redeployOf: null,
      promotedFrom: null,
      requester: null,
      approvedBy: null,
      approvedByName: null,
      approvedAt: null,
      cancelledBy: null,
      cancelledByName: null,
      cancelReason: null,
      runner: null,
      createdAt: now,
      startedAt: null,
      completedAt: null,
      durationMs: null,
      errorMessage: null,
      ignoreSeries: false,
      update: 'changed',
      force: false,
      keepsToBranches: false,
      changePlan: null,
      submodules: null,
      statusReport: null,
      version: 1,
    });
  });

  it.each(DeploymentTrigger.options)('holds what the contract promises, trigger %s', (trigger) => {
    const shown = presentDeployment(inState(trigger, {}));

    expect(Deployment.parse(shown)).toEqual(shown);
    expect(shown.status).toBe('queued');
  });

  it.each(byItself)('waits in a paused environment, with the reason of the pause: %s', (trigger) => {
    expect(inState(trigger, { paused })).toMatchObject({
      status: 'waiting',
      statusReason: 'Staging is paused: month end',
    });
  });

  it.each(byHand)('runs in a paused environment where a person asks for it: %s', (trigger) => {
    expect(inState(trigger, { paused })).toMatchObject({ status: 'queued', statusReason: null });
  });

  it.each([...byItself, ...byHand])('waits where an approval is required: %s', (trigger) => {
    expect(inState(trigger, { approval: 'required' })).toMatchObject({
      status: 'waiting',
      statusReason: 'Staging needs an approval.',
    });
  });

  it.each([...byItself, ...byHand])('waits where the approval of another person is required: %s', (trigger) => {
    expect(inState(trigger, { approval: 'required_from_another' })).toMatchObject({ waitsFor: ['approval'] });
  });

  it.each(byHand)('waits for the approval, not for the end of the pause, where a person asks: %s', (trigger) => {
    expect(inState(trigger, { approval: 'required', paused })).toMatchObject({
      status: 'waiting',
      statusReason: 'Staging needs an approval.',
    });
  });

  it('keeps whether the series is ignored', () => {
    expect(newDeployment(order({ ignoreSeries: true })).ignoreSeries).toBe(true);
  });
});
