import { afterAll, afterEach, beforeAll, vi } from 'vitest';
import * as z from 'zod';
import type { BusEvent } from '#infra/local/bus.ts';
import { CloudEvent } from '#shared/contract/event.ts';
import type { Answer } from '#test/call.ts';
import { followingPushes } from '#test/fixtures/github.ts';
import { type Connected, expectStatus, TestService } from '#test/integration/test-service.ts';

export let service: TestService;
const Envelope = z.strictObject(CloudEvent.shape);
export const sourceOf = (projectId: string): string =>
  `/organizations/${service.local.organization.id}/projects/${projectId}`;
export const detailOf = (event: BusEvent): CloudEvent => Envelope.parse(event.detail);

export const eventsOf = (projectId: string): CloudEvent[] =>
  service.local.bus.events.map(detailOf).filter((event) => event.source === sourceOf(projectId));

/** Runs a change and waits for the stream. @returns the events that it made, in order */
export const eventsAfter = async (projectId: string, change: () => Promise<Answer>): Promise<CloudEvent[]> => {
  await service.settled();
  const before = eventsOf(projectId).length;
  const answer = await change();
  if (answer.status >= 300) throw new Error(`${answer.status}: ${answer.text}`);
  await service.settled();
  return eventsOf(projectId).slice(before);
};

export const typesOf = (events: readonly CloudEvent[]): string[] => events.map((event) => event.type).sort();

export const get = async (path: string): Promise<Record<string, unknown>> =>
  expectStatus(200, await service.api('GET', path)).json;

const pushTo = followingPushes();

/** A resource as an event tells it: without what the caller may do, mappings, which have events of their own, and submodules. */
export const getTold = async (path: string): Promise<Record<string, unknown>> => {
  const { permissions: _own, mappings: _mappings, submodules: _read, ...told } = await get(path);
  return told;
};

export const push = (project: Connected, branch: string): Promise<Answer> =>
  service.deliver(project.webhook, 'push', pushTo(branch));

export const one = (events: readonly CloudEvent[], type: string): CloudEvent => {
  const found = events.filter((event) => event.type === type);
  if (found[0] === undefined || found.length > 1) throw new Error(`${found.length} events of type ${type}.`);
  return found[0];
};

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.start();
  });
  afterAll(() => service.stop());
  afterEach(() => vi.restoreAllMocks());
};
