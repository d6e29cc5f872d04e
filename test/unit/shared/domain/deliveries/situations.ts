import fc from 'fast-check';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { GitEvent } from '#shared/domain/records/git-event.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import {
  commit,
  deploymentSummary,
  environmentId,
  environmentRecord,
  gitEvent,
  mappingId,
  mappingRecord,
  past,
  projectOf,
  repositoryRecord,
} from '#test/fixtures/records.ts';

const summary = fc
  .option(fc.constantFrom(commit(1), commit(2), null), { nil: undefined })
  .map((commitSha) => (commitSha === undefined ? null : deploymentSummary({ commitSha })));

const environment = (n: number) =>
  fc
    .record({
      approval: fc.constantFrom('none', 'required'),
      autoDeploy: fc.boolean(),
      paused: fc.constantFrom(null, { reason: 'month end', by: 'key_1', byName: 'First key', since: past }),
      pending: summary,
      running: summary,
      current: summary,
    })
    .map((over) => environmentRecord({ id: environmentId(n), name: `E${n}`, ...over }));

const mappings = fc
  .uniqueArray(
    fc.record({
      priority: fc.nat(99),
      refType: fc.constantFrom('branch', 'tag'),
      branchPattern: fc.constantFrom('a', 'a/*', '**', '*', 'b'),
      environmentId: fc.constantFrom(environmentId(1), environmentId(2)),
      trigger: fc.constantFrom('push', 'merge'),
      autoDeploy: fc.boolean(),
      paths: fc.constantFrom([], ['addons']),
    }),
    { maxLength: 6, selector: (one) => one.priority },
  )
  .map((list) =>
    list.map((over, index) => {
      // A tag mapping always has the trigger push.
      const trigger = over.refType === 'tag' ? 'push' : over.trigger;
      return mappingRecord({ ...over, id: mappingId(index + 1), trigger });
    }),
  );

const event = fc
  .record({
    kind: fc.constantFrom('push', 'tag', 'merge', 'delete', 'ping', 'other'),
    name: fc.constantFrom('a', 'b', 'a/b', 'a/b/c', 'c'),
    deletedTag: fc.boolean(),
    after: fc.constantFrom(commit(1), commit(2), commit(3), null),
  })
  .map(({ kind, name, deletedTag, after }): GitEvent => {
    const isTag = kind === 'tag' || (kind === 'delete' && deletedTag);
    const ref = kind === 'ping' || kind === 'other' ? null : `refs/${isTag ? 'tags' : 'heads'}/${name}`;
    return gitEvent({ kind, ref, after: kind === 'delete' ? null : after });
  });

/** A project with its environments, and an event that befalls it. */
export type Situation = {
  readonly project: ProjectRecord;
  readonly environments: readonly EnvironmentRecord[];
  readonly event: GitEvent;
};

/** Any situation that the rules of a decision tell apart. */
export const situation: fc.Arbitrary<Situation> = fc
  .record({
    first: environment(1),
    second: environment(2),
    mappings,
    event,
    archived: fc.boolean(),
    comparesCommits: fc.boolean(),
  })
  .map(({ first, second, mappings: mapped, event: happened, archived, comparesCommits }) => {
    const environments = [first, second];
    const project = projectOf(environments, mapped, {
      archivedAt: archived ? past : null,
      repository: { ...repositoryRecord(), status: 'connected', comparesCommits },
    });
    return { project, environments, event: happened };
  });
