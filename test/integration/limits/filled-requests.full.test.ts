import { describe, expect, it } from 'vitest';
import { textLimits } from '#shared/contract/text-limits.ts';
import { githubHeaders, realPing, realPush } from '#test/fixtures/github.ts';
import { TestRunner } from '#test/integration/runner.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import { deliverDirectly } from '#test/integration/webhooks/direct-delivery.ts';
import { expectDeletable, expectUsable } from './filled-deliveries.ts';
import { fullPlan, fullSubmodules, list, points, project, service, useBench } from './filled-requests-bench.ts';
import { huge, textOf } from './filled-texts.ts';

useBench();

describe('texts of a runner', () => {
  it('fit into one deployment, each at its limit', async () => {
    const { path, environments } = project;
    const environmentId = environments.develop;
    const body = { branch: 'b'.repeat(textLimits.refName), environmentId };
    expectStatus(202, await service.api('POST', `${path}/deploy`, { body }));
    const claim = { runner: points(textLimits.name), waitSeconds: 0 };
    const made = expectStatus(
      200,
      await service.api('POST', `${path}/environments/${environmentId}/claim`, { body: claim }),
    );
    const { deployment, lease } = made.json as { deployment: { id: string }; lease: { token: string } };
    const sentence = textOf(textLimits.sentence);
    const end = {
      status: 'failed',
      statusReason: sentence,
      errorMessage: sentence,
      changePlan: fullPlan,
      submodules: fullSubmodules,
    };
    const runner = new TestRunner(service, path, environmentId);
    // 21,845 characters of three bytes are 64 KB.
    expectStatus(204, await runner.logs(deployment.id, lease.token, 1, [textOf(21_845)]));

    expectStatus(204, await runner.complete(deployment.id, lease.token, end));

    const read = expectStatus(200, await service.api('GET', `${path}/deployments/${deployment.id}`));
    expect(read.json).toMatchObject({
      status: 'failed',
      errorMessage: sentence,
      changePlan: fullPlan,
      submodules: fullSubmodules,
    });
    await expectUsable(service, path);
  });
});

describe('texts of a person', () => {
  it('fit into one project, each at its limit, and it is changed and deleted as any other', async () => {
    const named = { name: points(textLimits.name), description: points(textLimits.description) };
    const { path } = await service.project(named);
    const environment = { name: points(textLimits.name), type: 'staging', branch: 'b'.repeat(textLimits.refName) };
    const id = await service.environment(path, environment);
    const reason = { reason: points(textLimits.reason) };
    expectStatus(200, await service.api('POST', `${path}/environments/${id}/pause`, { body: reason }));
    const paths = list(textLimits.pathFilters, 'p'.repeat(textLimits.pathFilter));
    const statuses: number[] = [];
    for (let count = 0; count < 30; count += 1) {
      const body = { branchPattern: `${count}/*`, environmentId: id, paths };
      statuses.push((await service.api('POST', `${path}/branch-mappings`, { body })).status);
    }

    // The mappings of a project have a limit together.
    expect([...new Set(statuses)]).toEqual([201, 409]);
    expectStatus(200, await service.api('PUT', path, { body: { description: textOf(textLimits.description) } }));
    expectStatus(200, await service.api('PUT', `${path}/archive`));
    expectStatus(200, await service.api('PUT', `${path}/unarchive`));
    await expectDeletable(service, path);
    expectStatus(204, await service.api('DELETE', path));
  });

  it.each([
    ['Idempotency-Key', 'k'.repeat(8000), 400],
    ['X-Org-Slug', 's'.repeat(8000), 403],
    ['If-Match', '"'.repeat(8000), 412],
  ])('in the header %s are refused where they are long', async (name, value, status) => {
    const method = name === 'If-Match' ? 'PUT' : 'POST';
    const path = name === 'If-Match' ? project.path : '/api/projects';
    const body = { name: service.freshName() };

    expectStatus(status, await service.api(method, path, { body, headers: { [name]: value } }));
  });
});

describe('headers of a delivery', () => {
  it.each(['x-github-event', 'x-github-delivery'])('%s is kept to its limit', async (name) => {
    const body = JSON.stringify({ ...realPing(), repository: realPush().repository, name });
    const headers = { ...githubHeaders('ping', body, project.webhook.secret), [name]: textOf(huge) };

    const { status, answer } = await deliverDirectly(project.webhook, body, headers);

    expect(status).toBe(200);
    const kept = await service.api('GET', `${project.path}/deliveries/${answer.deliveryId}`);
    const { event, providerDeliveryId } = kept.json as { event: string; providerDeliveryId: string };
    expect(event.length).toBeLessThanOrEqual(textLimits.eventName);
    expect(providerDeliveryId.length).toBeLessThanOrEqual(textLimits.providerDeliveryId);
  });
});
