import { describe, expect, it } from 'vitest';
import { DeployBody } from '#shared/contract/deployment.ts';
import { resolveDeployTarget } from '#shared/domain/deployments/resolve-deploy-target.ts';
import type { MappingRecord } from '#shared/domain/records/mapping.ts';
import {
  commit,
  environmentId,
  environmentRecord,
  manualProject,
  mappingId,
  mappingRecord,
  past,
  projectOf,
} from '#test/fixtures/records.ts';

const { project, environments } = manualProject();
const [production, staging] = environments;
const resolve = (body: Record<string, unknown>) => resolveDeployTarget(project, environments, DeployBody.parse(body));
const found = (environment: unknown) => ({ ok: true, value: environment });
const refused = (pointer: string, detail: unknown = expect.any(String)) => ({
  ok: false,
  refusal: { code: 'validation_failed', pointer, detail },
});

const among = (mappings: readonly MappingRecord[], body: Record<string, unknown>) =>
  resolveDeployTarget(projectOf(environments, mappings), environments, DeployBody.parse(body));

describe('resolveDeployTarget', () => {
  it('finds the environment by the mapping of the branch', () => {
    expect(resolve({ branch: 'staging' })).toEqual(found(staging));
  });

  it('finds it whatever the trigger of the mapping', () => {
    expect(resolve({ branch: 'main' })).toEqual(found(production));
  });

  it('finds it where the mapping and the environment do not deploy by themselves, and in a pause', () => {
    const off = environmentRecord({
      autoDeploy: false,
      paused: { reason: 'x', by: 'key_1', byName: 'First key', since: past },
    });
    const held = projectOf([off], [mappingRecord({ autoDeploy: false })]);

    expect(resolveDeployTarget(held, [off], DeployBody.parse({ branch: 'staging' }))).toEqual(found(off));
  });

  it('finds it by the mapping of the tag', () => {
    const mapping = mappingRecord({ refType: 'tag', branchPattern: 'v*' });

    expect(among([mapping], { tag: 'v1.0' })).toEqual(found(production));
  });

  it('takes the mapping of the lowest priority number that matches', () => {
    const mappings = [
      mappingRecord({ id: mappingId(1), environmentId: environmentId(3), branchPattern: '**', priority: 20 }),
      mappingRecord({ id: mappingId(2), environmentId: environmentId(2), branchPattern: 'a/*', priority: 5 }),
    ];

    expect(among(mappings, { branch: 'a/b' })).toEqual(found(staging));
  });

  it('takes the environment that is named, whatever the mappings say', () => {
    expect(resolve({ branch: 'main', environmentId: staging.id })).toEqual(found(staging));
    expect(resolve({ commitSha: commit(), environmentId: staging.id })).toEqual(found(staging));
    expect(resolve({ tag: 'v9', environmentId: staging.id })).toEqual(found(staging));
  });

  it.each([environmentId(77), 'nonsense', '__proto__', ''])('refuses an environment that is not there: %j', (id) => {
    expect(resolve({ branch: 'main', environmentId: id })).toEqual(refused('#/environmentId'));
  });

  it('refuses a branch that nothing maps, at its pointer', () => {
    expect(resolve({ branch: 'wip' })).toEqual(refused('#/branch', expect.stringContaining('branch wip')));
  });

  it('refuses a tag that nothing maps, at its pointer', () => {
    expect(resolve({ tag: 'main' })).toEqual(refused('#/tag', expect.stringContaining('tag main')));
  });
});
