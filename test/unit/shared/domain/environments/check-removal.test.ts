import { describe, expect, it } from 'vitest';
import { checkRemoval } from '#shared/domain/environments/check-removal.ts';
import {
  deploymentSummary,
  environmentId,
  environmentRecord,
  mappingId,
  mappingRecord,
  projectOf,
} from '#test/fixtures/records.ts';

const free = environmentRecord();
const allowed = { ok: true, value: true };
const inUse = (detail: unknown) => ({ ok: false, refusal: { code: 'environment_in_use', detail } });

describe('checkRemoval', () => {
  it('lets a free environment go', () => {
    expect(checkRemoval(projectOf([free], []), free, false)).toEqual(allowed);
  });

  it('lets an environment go whose last deployment has ended', () => {
    const deployed = environmentRecord({ current: deploymentSummary({ status: 'succeeded' }) });

    expect(checkRemoval(projectOf([deployed], []), deployed, false)).toEqual(allowed);
  });

  it('lets it go where only other environments are mapped', () => {
    const other = mappingRecord({ environmentId: environmentId(2) });

    expect(checkRemoval(projectOf([free], [other]), free, false)).toEqual(allowed);
  });

  describe('with mappings', () => {
    const mappings = [
      mappingRecord({ branchPattern: 'staging' }),
      mappingRecord({ id: mappingId(2), branchPattern: 'rc/*', priority: 20 }),
    ];

    it('is refused, and names them', () => {
      const refusal = inUse(expect.stringContaining('staging, rc/* deploys to Staging'));

      expect(checkRemoval(projectOf([free], mappings), free, false)).toEqual(refusal);
    });

    it('is allowed by force', () => {
      expect(checkRemoval(projectOf([free], mappings), free, true)).toEqual(allowed);
    });
  });

  describe.each(['queued', 'waiting'] as const)('with a deployment that is %s', (status) => {
    const environment = environmentRecord({ pending: deploymentSummary({ status }) });
    const project = projectOf([environment], []);

    it('is refused, and says so', () => {
      expect(checkRemoval(project, environment, false)).toEqual(
        inUse(expect.stringContaining(`is ${status} in Staging`)),
      );
    });

    it('is allowed by force', () => {
      expect(checkRemoval(project, environment, true)).toEqual(allowed);
    });
  });

  it.each([false, true])('is refused with a running deployment, force %s', (force) => {
    const environment = environmentRecord({ running: deploymentSummary({ status: 'running' }) });

    expect(checkRemoval(projectOf([environment], []), environment, force)).toEqual(
      inUse(expect.stringContaining('is running in Staging')),
    );
  });
});
