import { hash } from 'node:crypto';
import { marshall } from '@aws-sdk/util-dynamodb';
import { expect } from 'vitest';
import type { DeliveryId, DeploymentId, EnvironmentId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { textLimits } from '#shared/contract/text-limits.ts';
import { deliveryItem } from '#shared/data/items/delivery-item.ts';
import { packPending } from '#shared/data/items/pending-slot.ts';
import { newDeployment } from '#shared/domain/deployments/new-deployment.ts';
import type { DeliveryRecord } from '#shared/domain/records/delivery.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import { boundedEvent, type GitEvent } from '#shared/domain/records/git-event.ts';
import { readDeliveryBody } from '#shared/workflows/deliveries/read-delivery-body.ts';
import { TestRunner } from '#test/integration/runner.ts';
import { expectStatus, type TestService } from '#test/integration/test-service.ts';
import { type Payload, payloads } from '#test/integration/webhooks/payloads.ts';
import { huge, textOf, textPaths, withText } from './filled-texts.ts';

const kindsOf = (payload: Payload): string => {
  const headers = payload.sign('', '');
  const { parsed } = readDeliveryBody(payload.webhook, headers, JSON.stringify(payload.value));
  return `${payload.provider} ${parsed?.changes.map(({ kind }) => kind).join(' ')}`;
};

/** One payload of each provider and event. */
export const samplePayloads: readonly Payload[] = [
  ...new Map([...payloads].reverse().map((payload) => [kindsOf(payload), payload])).values(),
].reverse();

const at = '2026-11-28T10:00:00.000Z';
const environment: EnvironmentRecord = {
  organizationId: 'org_1' as OrganizationId,
  projectId: 'prj_1' as ProjectId,
  id: 'env_1' as EnvironmentId,
  name: 'n'.repeat(2 * textLimits.name),
  type: 'staging',
  odooVersion: null,
  url: null,
  runnerSeen: null,
  approval: 'none',
  autoDeploy: true,
  branches: [],
  allowMissingSubmodules: false,
  paused: null,
  current: null,
  running: null,
  pending: null,
  lastDeployment: null,
  lease: null,
  createdAt: at,
  updatedAt: at,
  updatedBy: null,
  updatedByName: null,
  version: 1,
};

const bytesOf = (item: Record<string, unknown>): number =>
  Buffer.byteLength(JSON.stringify(marshall(item, { removeUndefinedValues: true })));

/** The bytes of what would be written of a change: its deployment, and the slot that it waits in. */
export const deploymentBytes = (event: GitEvent): number => {
  const { ref, after, message, author, actor } = event;
  const deployment = newDeployment({
    id: 'dpl_1' as DeploymentId,
    environment,
    repositoryPage: null,
    branch: ref,
    tag: null,
    commitSha: after,
    commitMessage: message,
    commitAuthor: author,
    trigger: 'push',
    triggeredBy: `bitbucket:${actor}`,
    triggeredByName: actor,
    deliveryId: 'dlv_1' as DeliveryId,
    requester: null,
    ignoreSeries: false,
    now: at,
  });
  return bytesOf(deployment) + Buffer.byteLength(packPending(environment, deployment));
};

/** The bytes of the record of a delivery. */
export const deliveryBytes = (told: NonNullable<DeliveryRecord['payload']>, event: string): number => {
  const [first] = told.changes;
  const reason = `${told.repository?.fullName} ${first?.ref}`;
  return bytesOf(
    deliveryItem({
      organizationId: environment.organizationId,
      projectId: environment.projectId,
      id: 'dlv_1' as DeliveryId,
      provider: 'github',
      providerDeliveryId: textOf(textLimits.providerDeliveryId),
      event,
      ref: first?.ref ?? null,
      before: null,
      after: null,
      receivedAt: at,
      durationMs: 1,
      generation: 1,
      redeliveryOf: null,
      source: 'delivery',
      payload: { ...told, changes: told.changes.map(boundedEvent) },
      decision: { outcome: 'ignore', reason, environmentId: null, mappingId: null, trace: [] },
      answer: { deliveryId: 'dlv_1' as DeliveryId, decision: 'ignore', reason, deployments: [] },
    }),
  );
};

/** A change's items stay below this, whatever the change tells: of the 400 KB that each may have. */
const maxDeploymentBytes = 25_000;
const maxDeliveryBytes = 350_000;

/** The lengths that are tried of a text that is read. */
const lengths = [...new Set(Object.values(textLimits).filter((limit) => limit <= 1024))]
  .flatMap((n) => [n, n + 1])
  .sort((one, other) => one - other);

export type Filled = {
  readonly body: string;
  readonly length: number;
  /** Whether a limit ends here: what is empty, huge, the longest that is kept or deployed, or one longer than that. */
  readonly isEnd: boolean;
};

/** Whether the text is kept as it is. */
const isWhole = (told: string, length: number): boolean => told.includes(JSON.stringify(textOf(length)).slice(1, -1));

/**
 * Every text of a payload in turn, empty and huge, and where it is read at and above every limit: what would be written of
 * it is held to its bounds. @returns one body for each outcome
 */
export const filledBodies = (payload: Payload): readonly Filled[] => {
  const outcomes = new Map<string, Filled>();
  const read = (path: readonly string[], length: number): { readonly outcome: string; readonly whole: boolean } => {
    const body = JSON.stringify(withText(payload.value, path, textOf(length)));
    const headers = payload.sign('', '');
    const { parsed, eventName } = readDeliveryBody(payload.webhook, headers, body);
    const told = JSON.stringify(parsed);
    const outcome = hash('sha256', told);
    if (!outcomes.has(outcome)) {
      const isEnd = [0, huge, textLimits.refName, textLimits.refName + 1].includes(length);
      outcomes.set(outcome, { body, length, isEnd });
      for (const change of (parsed?.changes ?? []).map(boundedEvent)) {
        expect(JSON.stringify(change).isWellFormed(), path.join('/')).toBe(true);
        expect(deploymentBytes(change), path.join('/')).toBeLessThan(maxDeploymentBytes);
      }
      if (parsed !== null) expect(deliveryBytes(parsed, eventName), path.join('/')).toBeLessThan(maxDeliveryBytes);
    }
    return { outcome, whole: isWhole(told, length) };
  };
  for (const path of textPaths(payload.value)) {
    const isRead = read(path, huge).outcome !== read(path, 0).outcome;
    if (!isRead) continue;
    const tried = lengths.map((length) => ({ length, ...read(path, length) }));
    const longest = tried.filter(({ whole }) => whole).at(-1);
    const next = tried.find(({ length }) => length > (longest?.length ?? 0));
    for (const { outcome } of [longest, next].filter((one) => one !== undefined)) {
      const filled = outcomes.get(outcome);
      if (filled !== undefined) outcomes.set(outcome, { ...filled, isEnd: true });
    }
  }
  return [...outcomes.values()];
};

/**
 * What has to go on in a project, whatever it was told: deploying, cancelling, completing, in each environment in which a
 * deployment is pending, or in the first.
 */
export const expectUsable = async (service: TestService, path: string): Promise<void> => {
  const environments = await environmentsOf(service, path);
  const touched = environments.filter(({ pending }) => pending !== null);
  for (const { id } of touched.length > 0 ? touched : environments.slice(0, 1)) {
    const deploy = async () =>
      expectStatus(202, await service.api('POST', `${path}/deploy`, { body: { branch: 'any', environmentId: id } }));
    const { json } = await deploy();
    expectStatus(200, await service.api('POST', `${path}/deployments/${json.id}/cancel`));
    await deploy();
    await new TestRunner(service, path, id).run();
  }
};

/** What has to be answered of a project, whatever it was told. */
export const expectReadable = async (service: TestService, path: string): Promise<void> => {
  await environmentsOf(service, path);
  expectStatus(200, await service.api('GET', `${path}/deployments?limit=1`));
};

/** Deletes every environment of a project. */
export const expectDeletable = async (service: TestService, path: string): Promise<void> => {
  for (const { id } of await environmentsOf(service, path)) {
    expectStatus(204, await service.api('DELETE', `${path}/environments/${id}?force=true`));
  }
};

const environmentsOf = async (
  service: TestService,
  path: string,
): Promise<readonly { readonly id: string; readonly pending: unknown }[]> =>
  expectStatus(200, await service.api('GET', `${path}/environments`)).json.environments as [];
