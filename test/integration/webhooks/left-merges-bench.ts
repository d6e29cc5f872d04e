import { afterAll, beforeAll, beforeEach } from 'vitest';
import { TestRunner } from '#test/integration/runner.ts';
import { type Connected, TestService } from '#test/integration/test-service.ts';
import { MergeDeliveries } from './merge-deliveries.ts';

export let service: TestService;
export let project: Connected;
export let main: MergeDeliveries;
export let runner: TestRunner;
export const [a, c1, c2, c3] = ['a', '1', '2', '3'].map((digit) => digit.repeat(40)) as [
  string,
  string,
  string,
  string,
];
export const at = (minute: number): string => `2026-11-24T10:0${minute}:00Z`;
export const left = { status: 'superseded', statusReason: 'main does not hold the commit any more.' };

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.start();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    project = await service.connectedProject();
    main = new MergeDeliveries(service, project);
    runner = new TestRunner(service, project.path, project.environments.main);
  });
};
