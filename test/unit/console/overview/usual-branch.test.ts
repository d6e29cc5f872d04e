import { describe, expect, it } from 'vitest';
import type { Environment } from '#shared/contract/environment.ts';
import { usualBranch } from '../../../../console/overview/usual-branch.ts';

const mappings = (...patterns: string[]) =>
  patterns.map((branchPattern) => ({ refType: 'branch', branchPattern })) as unknown as Environment['mappings'];
const current = (branch: string | null, trigger = 'push') => ({ branch, trigger }) as Environment['current'];

describe('the branch that a deployment by hand begins with', () => {
  it.each([
    ['the mapped one, where nothing stands yet', mappings('main'), null, 'main'],
    ['the mapped one, not that of what was promoted', mappings('main'), current('staging', 'promotion'), 'main'],
    ['of several, the one that stands there', mappings('main', 'hotfix'), current('hotfix'), 'hotfix'],
    ['of several, one that belongs here', mappings('main', 'hotfix'), current('staging', 'redeploy'), 'main'],
    ['where patterns are mapped, what came by itself', mappings('release/*'), current('release/18.0'), 'release/18.0'],
    ['where patterns are mapped, nothing promoted', mappings('release/*'), current('staging', 'promotion'), ''],
    ['where patterns are mapped, nothing repeated', mappings('release/*'), current('staging', 'redeploy'), ''],
    ['none, where only a tag stands there', mappings(), current(null, 'tag'), ''],
  ])('is %s', (_, mapped, stands, branch) => {
    expect(usualBranch({ mappings: mapped, current: stands })).toBe(branch);
  });

  it('is no tag', () => {
    const tags = [{ refType: 'tag', branchPattern: 'v1' }] as unknown as Environment['mappings'];

    expect(usualBranch({ mappings: tags, current: null })).toBe('');
  });
});
