import { afterAll, beforeAll } from 'vitest';
import { textLimits } from '#shared/contract/text-limits.ts';
import { type Connected, TestService } from '#test/integration/test-service.ts';
import { textOf } from './filled-texts.ts';

export let service: TestService;
export let project: Connected;

/** Of four bytes each, as many as a name counts. */
export const points = (count: number): string => '🦉'.repeat(count);

export const list = (count: number, text: string): string[] =>
  Array.from({ length: count }, (_, index) => `${index}${text}`.slice(0, text.length).toWellFormed());

export const fullPlan = {
  modules: list(textLimits.modules, 'm'.repeat(textLimits.moduleName)),
  versionBumps: list(textLimits.versionBumps, 'm'.repeat(textLimits.moduleName)).map((module) => ({
    module,
    from: '1'.repeat(textLimits.moduleVersion),
    to: '2'.repeat(textLimits.moduleVersion),
  })),
  requirementsChanged: true,
  warnings: list(textLimits.warnings, textOf(textLimits.warning)),
  updates: list(textLimits.updates, 'm'.repeat(textLimits.moduleName)).map((module) => ({
    module,
    reason: 'requested',
  })),
};

/** As many bytes of paths and URLs as all submodules may have. */
export const fullSubmodules = list(textLimits.submodules, 'p'.repeat(4)).map((path, at) => ({
  path,
  repositoryUrl: at < 15 ? 'u'.repeat(textLimits.repositoryUrl) : 'u'.repeat(10),
  commitSha: 'a'.repeat(40),
  fetched: true,
}));

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.start();
    project = await service.connectedProject();
  });
  afterAll(() => service.stop());
};
