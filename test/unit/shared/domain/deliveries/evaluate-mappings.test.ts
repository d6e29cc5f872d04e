import { describe, expect, it } from 'vitest';
import { evaluateMappings, refuseAll } from '#shared/domain/deliveries/evaluate-mappings.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { GitEvent } from '#shared/domain/records/git-event.ts';
import type { MappingRecord } from '#shared/domain/records/mapping.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import {
  commit,
  deploymentSummary,
  environmentId,
  environmentRecord,
  gitEvent,
  manualProject,
  mappingId,
  mappingRecord,
  now,
  past,
  projectOf,
} from '#test/fixtures/records.ts';

/** One environment, Staging, with one mapping of the branch `staging`, and what happens to it. */
const decideStaging = (
  event: Partial<GitEvent>,
  over: {
    readonly mapping?: Partial<MappingRecord>;
    readonly environment?: Partial<EnvironmentRecord>;
    readonly project?: Partial<ProjectRecord>;
  } = {},
) => {
  const environment = environmentRecord(over.environment);
  const project = projectOf([environment], [mappingRecord(over.mapping)], over.project);
  return evaluateMappings({ project, environments: [environment] }, gitEvent(event));
};

/** The whole decision where the one mapping of Staging fired, whichever way. */
const fired = (outcome: string, rule: string, reason: unknown) => ({
  outcome,
  reason,
  environmentId: environmentId(),
  mappingId: mappingId(),
  trace: [
    {
      mappingId: mappingId(),
      branchPattern: 'staging',
      environmentName: 'Staging',
      matched: true,
      rule,
      detail: reason,
    },
  ],
});

const nothingFired = { environmentId: null, mappingId: null };

describe('decide: what deploys', () => {
  it('deploys a push to a mapped branch, in the words of the design', () => {
    expect(decideStaging({})).toEqual(fired('deploy', 'deploys', 'staging is mapped to Staging, deploy on push.'));
  });

  it('deploys a merged pull request into a branch that deploys on merge', () => {
    const { project, environments } = manualProject();

    const decision = evaluateMappings({ project, environments }, gitEvent({ kind: 'merge', ref: 'refs/heads/main' }));

    expect(decision).toMatchObject({
      outcome: 'deploy',
      reason: 'main is mapped to Production, deploy on merge.',
      environmentId: environmentId(1),
      mappingId: mappingId(1),
    });
  });

  it('deploys a tag of a tag mapping', () => {
    const decision = decideStaging(
      { kind: 'tag', ref: 'refs/tags/v1.0' },
      { mapping: { refType: 'tag', branchPattern: 'v*' } },
    );

    expect(decision).toMatchObject({ outcome: 'deploy', reason: 'v1.0 is mapped to Staging, deploy on tag.' });
  });

  it('deploys a merge whose commit the provider does not tell', () => {
    const decision = decideStaging({ kind: 'merge', after: null }, { mapping: { trigger: 'merge' } });

    expect(decision.outcome).toBe('deploy');
  });
});

describe('decide: what a mapped branch does not deploy', () => {
  it('ignores a direct push to a branch that deploys on merge: waits_for_merge', () => {
    const decision = decideStaging({}, { mapping: { trigger: 'merge' } });

    expect(decision).toEqual(fired('ignore', 'waits_for_merge', expect.stringContaining('Merge a pull request')));
  });

  it('ignores the merge event where the push of the merge decides: merge_seen_as_push', () => {
    const decision = decideStaging({ kind: 'merge' });

    expect(decision).toEqual(fired('ignore', 'merge_seen_as_push', expect.stringContaining('deploys on push')));
  });

  it('ignores a deletion: branch_deleted', () => {
    const decision = decideStaging({ kind: 'delete', after: null });

    expect(decision).toEqual(fired('ignore', 'branch_deleted', 'staging was deleted; a deletion never deploys.'));
  });

  it('ignores a deletion of a branch that deploys on merge: branch_deleted', () => {
    const decision = decideStaging({ kind: 'delete', after: null }, { mapping: { trigger: 'merge' } });

    expect(decision.trace[0]?.rule).toBe('branch_deleted');
  });

  it('ignores everything in an archived project: project_archived', () => {
    const decision = decideStaging({}, { project: { archivedAt: past } });

    expect(decision).toEqual(fired('ignore', 'project_archived', expect.stringContaining('Unarchive it')));
  });

  it('ignores where the mapping does not deploy by itself: auto_deploy_off', () => {
    const decision = decideStaging({}, { mapping: { autoDeploy: false } });

    expect(decision).toEqual(fired('ignore', 'auto_deploy_off', expect.stringContaining('mapping of staging')));
  });

  it('ignores where the environment does not deploy by itself: auto_deploy_off', () => {
    const decision = decideStaging({}, { environment: { autoDeploy: false } });

    expect(decision).toEqual(fired('ignore', 'auto_deploy_off', expect.stringContaining('off for Staging')));
  });

  it('ignores where the environment is gone', () => {
    const { project } = manualProject();

    const decision = evaluateMappings({ project, environments: [] }, gitEvent());

    expect(decision.outcome).toBe('ignore');
  });
});

describe('decide: what waits', () => {
  const paused = { reason: 'month end', by: 'key_1', byName: 'First key', since: past };

  it('holds in a paused environment, with the reason of the pause: environment_paused', () => {
    const decision = decideStaging({}, { environment: { paused } });

    expect(decision).toEqual(fired('hold', 'environment_paused', expect.stringContaining('month end')));
  });

  it('holds where an approval is required: approval_required', () => {
    const decision = decideStaging({}, { environment: { approval: 'required' } });

    expect(decision).toEqual(fired('hold', 'approval_required', expect.stringContaining('approval')));
  });

  it('names the pause where an approval is required too', () => {
    const decision = decideStaging({}, { environment: { paused, approval: 'required' } });

    expect(decision.trace[0]?.rule).toBe('environment_paused');
  });
});

describe('decide: a commit that the environment has already', () => {
  const same = deploymentSummary({ commitSha: gitEvent().after });
  const other = deploymentSummary({ commitSha: commit(0xdead) });

  it.each([
    ['pending', { pending: same }],
    ['running', { running: same }],
    ['current', { current: same }],
    ['pending, with others running and current', { pending: same, running: other, current: other }],
    ['running, with another current', { running: same, current: other }],
  ])('is a duplicate where it is %s', (_, environment) => {
    const decision = decideStaging({}, { environment });

    expect(decision).toEqual(
      fired('duplicate', 'already_deployed', '0000000 is already the newest deployment of Staging.'),
    );
  });

  it.each([
    ['running and current, with another pending', { pending: other, running: same, current: same }],
    ['current, with another running', { running: other, current: same }],
    ['nowhere', { pending: other, running: other, current: other }],
  ])('deploys where it is %s', (_, environment) => {
    expect(decideStaging({}, { environment }).outcome).toBe('deploy');
  });

  it('deploys where the pending commit is not known yet', () => {
    const pending = deploymentSummary({ commitSha: null });

    expect(decideStaging({}, { environment: { pending, current: same } }).outcome).toBe('deploy');
  });

  it('takes no commit for a duplicate of no commit', () => {
    const pending = deploymentSummary({ commitSha: null });

    const decision = decideStaging(
      { kind: 'merge', after: null },
      { mapping: { trigger: 'merge' }, environment: { pending } },
    );

    expect(decision.outcome).toBe('deploy');
  });

  it('is a duplicate in a paused environment too, so that nothing waits twice', () => {
    const paused = { reason: 'month end', by: 'key_1', byName: 'First key', since: now };

    expect(decideStaging({}, { environment: { paused, pending: same } }).outcome).toBe('duplicate');
  });
});

describe('decide: which mapping', () => {
  const environments = [1, 2, 3].map((n) => environmentRecord({ id: environmentId(n), name: `E${n}` }));
  const mapping = (n: number, over: Partial<MappingRecord>) =>
    mappingRecord({ id: mappingId(n), environmentId: environmentId(n), priority: n * 10, ...over });
  const among = (mappings: readonly MappingRecord[], event: Partial<GitEvent> = {}) =>
    evaluateMappings({ project: projectOf(environments, mappings), environments }, gitEvent(event));

  it('tells of each mapping why it did not fire', () => {
    const decision = among([
      mapping(1, { branchPattern: 'main' }),
      mapping(2, { refType: 'tag', branchPattern: 'staging' }),
      mapping(3, { branchPattern: 'staging' }),
    ]);

    expect(decision.trace).toEqual([
      {
        mappingId: mappingId(1),
        branchPattern: 'main',
        environmentName: 'E1',
        matched: false,
        rule: 'pattern_differs',
        detail: 'staging is not main.',
      },
      {
        mappingId: mappingId(2),
        branchPattern: 'staging',
        environmentName: 'E2',
        matched: false,
        rule: 'ref_type_differs',
        detail: 'staging is a branch, not a tag.',
      },
      {
        mappingId: mappingId(3),
        branchPattern: 'staging',
        environmentName: 'E3',
        matched: true,
        rule: 'deploys',
        detail: 'staging is mapped to E3, deploy on push.',
      },
    ]);
  });

  it('lets the lowest priority number win, and tells the others so', () => {
    const decision = among([
      mapping(1, { branchPattern: '**', priority: 30 }),
      mapping(2, { branchPattern: 'stag*', priority: 7 }),
      mapping(3, { branchPattern: 'staging', priority: 20 }),
    ]);

    expect(decision).toMatchObject({ outcome: 'deploy', environmentId: environmentId(2), mappingId: mappingId(2) });
    expect(decision.trace.map(({ rule, matched, detail }) => [rule, matched, detail])).toEqual([
      ['deploys', true, 'staging is mapped to E2, deploy on push.'],
      ['lower_priority', true, 'stag* has priority 7, which comes before 20.'],
      ['lower_priority', true, 'stag* has priority 7, which comes before 30.'],
    ]);
  });

  it('does not fall through to a later mapping where the winner does not deploy', () => {
    const decision = among([
      mapping(1, { branchPattern: 'staging', autoDeploy: false }),
      mapping(2, { branchPattern: '**' }),
    ]);

    expect(decision).toMatchObject({ outcome: 'ignore', mappingId: mappingId(1) });
    expect(decision.trace.map((entry) => entry.rule)).toEqual(['auto_deploy_off', 'lower_priority']);
  });

  it('matches a glob to the whole name only', () => {
    const globs = [mapping(1, { branchPattern: 'feature/*' }), mapping(2, { branchPattern: 'feature/**' })];

    expect(among(globs, { ref: 'refs/heads/feature/a' }).mappingId).toBe(mappingId(1));
    expect(among(globs, { ref: 'refs/heads/feature/a/b' }).mappingId).toBe(mappingId(2));
    expect(among(globs, { ref: 'refs/heads/my/feature/a' }).mappingId).toBeNull();
  });

  it('tells a branch that is called like a tag from the tag', () => {
    const tag = mapping(1, { refType: 'tag', branchPattern: 'v1' });

    expect(among([tag], { ref: 'refs/heads/refs/tags/v1' }).mappingId).toBeNull();
    expect(among([tag], { kind: 'tag', ref: 'refs/tags/v1' }).mappingId).toBe(mappingId(1));
  });

  it('ignores a branch that nothing maps, and says which', () => {
    const decision = among([mapping(1, { branchPattern: 'main' })], { ref: 'refs/heads/wip' });

    expect(decision).toEqual({
      outcome: 'ignore',
      reason: 'No mapping matches the branch wip. Map it to an environment to deploy it.',
      ...nothingFired,
      trace: [expect.objectContaining({ rule: 'pattern_differs', matched: false })],
    });
  });

  it('ignores everything where nothing is mapped yet, and says what to do', () => {
    expect(among([])).toEqual({
      outcome: 'ignore',
      reason: 'No branch is mapped yet, so staging deploys nothing. Create a branch mapping.',
      ...nothingFired,
      trace: [],
    });
  });
});

describe('decide: events that deploy nothing', () => {
  const { project, environments } = manualProject();

  it.each([
    ['a ping', { kind: 'ping', ref: null }, 'The ping arrived: the webhook is set up.'],
    ['an event of another kind', { kind: 'other', ref: null }, expect.stringContaining('not used')],
    ['an event of another kind with a ref', { kind: 'other' }, expect.stringContaining('not used')],
    ['a push without a ref', { ref: null }, expect.stringContaining('not used')],
    ['a ref that is neither branch nor tag', { ref: 'refs/notes/x' }, 'refs/notes/x is neither a branch nor a tag.'],
    ['a branch without a name', { ref: 'refs/heads/' }, 'refs/heads/ is neither a branch nor a tag.'],
  ] as const)('ignores %s for every mapping: event_not_used', (_, event, reason) => {
    const decision = evaluateMappings({ project, environments }, gitEvent(event));

    expect(decision).toMatchObject({ outcome: 'ignore', reason, ...nothingFired });
    expect(decision.trace.map(({ rule, matched, detail }) => [rule, matched, detail])).toEqual(
      project.branchMappings.map(() => ['event_not_used', false, decision.reason]),
    );
  });
});

describe('refuseAll', () => {
  it('gives every mapping the same rule and reason', () => {
    const { project } = manualProject();

    const decision = refuseAll(project, 'repository_differs', 'The delivery is about acme/other.');

    expect(decision).toMatchObject({ outcome: 'ignore', reason: 'The delivery is about acme/other.', ...nothingFired });
    expect(decision.trace.map((entry) => [entry.mappingId, entry.environmentName, entry.rule, entry.matched])).toEqual([
      [mappingId(1), 'Production', 'repository_differs', false],
      [mappingId(2), 'Staging', 'repository_differs', false],
      [mappingId(3), 'Development', 'repository_differs', false],
    ]);
  });
});

describe('decide: skip markers', () => {
  it('does not deploy a commit whose message holds one, and names it', () => {
    const reason =
      'The message of the head commit holds [skip ci]: it is not deployed. Push a commit without it, or deploy by hand.';

    expect(decideStaging({ skipMarker: '[skip ci]' })).toEqual(fired('ignore', 'skip_marker', reason));
  });

  it('tells of a paused environment only where the commit would be deployed', () => {
    const paused = { reason: 'Stock-taking', by: 'key_1', byName: 'First key', since: past };

    expect(decideStaging({ skipMarker: '[no ci]' }, { environment: { paused } }).outcome).toBe('ignore');
  });
});

describe('decide: path filters', () => {
  const mapping = { paths: ['sale_x', 'purchase_y'] };
  const environment = { current: deploymentSummary({ commitSha: commit(1), status: 'succeeded' }) };
  const push = { before: commit(1), after: commit(2) };

  it('does not deploy a push that continues what is deployed and touches nothing that is watched', () => {
    const reason =
      'Nothing below sale_x, purchase_y has changed since 0000000, which is the newest deployment of Staging. To deploy it anyway, start a deployment by hand.';

    expect(decideStaging({ ...push, files: ['docs/readme.md'] }, { mapping, environment })).toEqual(
      fired('ignore', 'paths_unchanged', reason),
    );
  });

  it.each([
    ['touches something that is watched', { files: ['sale_x/models/order.py'] }, environment],
    ['is not known whole', { files: null }, environment],
    ['does not continue what is deployed', { files: ['docs/readme.md'], before: commit(7) }, environment],
    ['is the first', { files: ['docs/readme.md'] }, {}],
  ])('deploys a push that %s', (_what, event, over) => {
    expect(decideStaging({ ...push, ...event }, { mapping, environment: over }).outcome).toBe('deploy');
  });

  it('compares with what is pending before what is running before what is deployed', () => {
    const pending = deploymentSummary({ commitSha: commit(5) });

    expect(
      decideStaging({ ...push, files: ['docs/readme.md'] }, { mapping, environment: { ...environment, pending } })
        .outcome,
    ).toBe('deploy');
  });
});
