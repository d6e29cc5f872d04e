import { expect, it } from 'vitest';
import { accessPatterns } from './access-patterns/access-patterns.ts';
import { apiKeyPatterns } from './access-patterns/api-key-patterns.ts';
import { deliveryPatterns } from './access-patterns/delivery-patterns.ts';
import { deploymentPatterns } from './access-patterns/deployment-patterns.ts';
import { environmentPatterns } from './access-patterns/environment-patterns.ts';
import { memberPatterns } from './access-patterns/member-patterns.ts';
import { organizationPatterns } from './access-patterns/organization-patterns.ts';
import type { Patterns } from './access-patterns/pattern.ts';
import { projectPatterns } from './access-patterns/project-patterns.ts';
import { purgePatterns } from './access-patterns/purge-patterns.ts';
import { repositoryPatterns } from './access-patterns/repository-patterns.ts';
import { rolePatterns } from './access-patterns/role-patterns.ts';
import { runnerPatterns } from './access-patterns/runner-patterns.ts';
import { signInPatterns } from './access-patterns/sign-in-patterns.ts';
import { tableRows } from './access-patterns/table-rows.ts';
import { consumedBy } from './consumed-capacity.ts';
import { engine } from './test-table.ts';

export const rows = tableRows();

const groups: readonly Patterns[] = [
  projectPatterns,
  environmentPatterns,
  repositoryPatterns,
  runnerPatterns,
  deploymentPatterns,
  deliveryPatterns,
  organizationPatterns,
  rolePatterns,
  memberPatterns,
  signInPatterns,
  apiKeyPatterns,
  accessPatterns,
  purgePatterns,
];

export const patterns: Patterns = Object.assign({}, ...groups);

/** One of each group. */
const examples = new Set(groups.map((group) => Object.keys(group)[0]));
export const isExample = ({ id }: { readonly id: string }): boolean => examples.has(id);

/** The promise that functions of shared/data take the calls and units that their rows tell. */
export const describeCosts = (ofRows: typeof rows): void => {
  it.each(ofRows)('$id $pattern', async ({ id, pattern: _pattern, functionName: _functionName, ...expected }) => {
    const work = await patterns[id]?.();
    if (work === undefined) throw new Error(`No assertion for ${id}.`);
    const consumed = await consumedBy(work);
    // AWS's own engine counts a transaction by half: units are asserted on the embedded one, which counts as AWS does.
    if (engine === 'dynoxide') expect(consumed).toEqual(expected);
    else expect(consumed.calls).toBe(expected.calls);
  });
};
