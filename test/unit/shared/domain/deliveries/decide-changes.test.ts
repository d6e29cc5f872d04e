import { describe, expect, it } from 'vitest';
import { type BranchHead, unseenHead } from '#shared/domain/branch-order/branch-head.ts';
import { shortCommit } from '#shared/domain/branch-order/branch-order.ts';
import type { StateWithHeads } from '#shared/domain/deliveries/applied-changes.ts';
import { decideChanges } from '#shared/domain/deliveries/decide-changes.ts';
import { newDeployment } from '#shared/domain/deployments/new-deployment.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { GitEvent } from '#shared/domain/records/git-event.ts';
import {
  deploymentId,
  environmentId,
  environmentRecord,
  gitEvent,
  mappingRecord,
  past,
  projectOf,
} from '#test/fixtures/records.ts';

const [a, b, c] = ['a', 'b', 'c'].map((digit) => digit.repeat(40)) as [string, string, string];
const ref = 'refs/heads/staging';

let made = 0;
const make = (environment: EnvironmentRecord, event: GitEvent): DeploymentRecord => {
  made += 1;
  return newDeployment({
    id: deploymentId(made),
    environment,
    repositoryPage: null,
    branch: 'staging',
    tag: null,
    commitSha: event.after,
    commitMessage: null,
    commitAuthor: null,
    trigger: 'push',
    triggeredBy: 'github:octocat',
    triggeredByName: 'octocat',
    requester: null,
    deliveryId: null,
    ignoreSeries: false,
    now: past,
  });
};

const stateOf = (over: Partial<EnvironmentRecord>, head: BranchHead | null): StateWithHeads => {
  const environments = [environmentRecord({ name: 'Staging', ...over })];
  const project = projectOf(environments, [mappingRecord({ branchPattern: 'staging' })]);
  return { project, environments, heads: head === null ? new Map() : new Map([[ref, head]]) };
};
const push = (before: string, after: string): GitEvent => gitEvent({ before, after, pushedAt: null });

describe('accepting pushes', () => {
  it('of one branch one after the other queues the last, and ends the others in its favour', () => {
    const { deployments, environments, heads } = decideChanges(
      stateOf({}, null),
      [push('0'.repeat(40), a), push(a, b), push(b, c)],
      make,
      past,
    );

    expect(deployments.map((one) => one.status)).toEqual(['superseded', 'superseded', 'queued']);
    const newest = deployments[2];
    expect(environments[0]?.pending?.id).toBe(newest?.id);
    expect(heads.get(ref)?.queued).toMatchObject({ commit: shortCommit(c), deploymentId: newest?.id });
  });

  it('that were outrun leaves a record that waits for nothing, and the slot as it is', () => {
    const edge = {
      before: shortCommit(b),
      after: shortCommit(c),
      past: false,
      wanted: true,
      skipped: false,
      back: false,
      listed: [],
    };
    const queued = { commit: shortCommit(c), pushedAt: null, committedAt: null };
    const head: BranchHead = {
      ...unseenHead,
      edges: [edge],
      queued: { ...queued, environmentId: environmentId(), deploymentId: deploymentId(99) },
    };

    const accepted = decideChanges(stateOf({ approval: 'required' }, head), [push(a, b)], make, past);

    expect(accepted.environments).toEqual([]);
    expect(accepted.deployments).toMatchObject([
      { status: 'superseded', supersededBy: deploymentId(99), waitsFor: [], approvalUntil: null, completedAt: past },
    ]);
    expect(accepted.deployments[0]?.statusReason).toBe(
      'staging had moved on to a newer commit when this push arrived.',
    );
  });
});
