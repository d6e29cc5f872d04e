import { describe, expect, it } from 'vitest';
import { ocore, service, useService } from './cli-bench.ts';

useService();

describe('what goes for good', () => {
  it.each([
    ['environment', 'Staging'],
    ['mapping', 'staging'],
    ['repo', 'acme'],
  ])('%s is asked for and removed with its name', async (what) => {
    const { projectId, path, environments } = await service.connectedProject();
    const mapping = (await service.api('GET', `${path}/branch-mappings`)).json.branchMappings as {
      id: string;
      branchPattern: string;
    }[];
    const fullName = String((await service.api('GET', `${path}/repository`)).json.fullName);
    const one = mapping.find(({ branchPattern }) => branchPattern === 'staging');
    const line = {
      environment: ['environment', 'delete', projectId, environments.staging, '--force', '--confirm', 'Staging'],
      mapping: ['mapping', 'remove', projectId, one?.id ?? '', '--confirm', 'staging'],
      repo: ['repo', 'disconnect', projectId, '--confirm', fullName],
    }[what] as string[];

    expect((await ocore(line.slice(0, -2))).code).toBe(2);
    expect((await ocore(line)).code).toBe(0);
    expect((await ocore([...line.slice(0, -2), '--yes'])).code).toBe(6);
  });

  it('a key that is not revoked at once needs no name, and one that is does', async () => {
    const { projectId } = await service.connectedProject();

    expect((await ocore(['repo', 'regenerate-key', projectId])).stdout).toMatch(/^dky_[0-9A-Z]{26}\n$/);
    expect((await ocore(['repo', 'regenerate-key', projectId, '--revoke-now'])).code).toBe(2);
    expect((await ocore(['repo', 'regenerate-key', projectId, '--revoke-now', '--yes'])).code).toBe(0);
  });
});
