import type { ProjectId } from '#shared/contract/id.ts';
import { Problem } from '#shared/contract/problem.ts';
import { saveBranchHeads } from '#shared/data/deliveries/branch-heads.ts';
import { readLastDelivery } from '#shared/data/deliveries/deliveries.ts';
import type { OrderedConfiguration } from '#shared/data/projects/read-project.ts';
import { readForDecision } from '#shared/data/projects/read-project.ts';
import type { BranchHead } from '#shared/domain/branch-order/branch-head.ts';
import { decideInOrder } from '#shared/domain/deliveries/decide-in-order.ts';
import {
  baselineHead,
  type ConfirmedMerge,
  isFading,
  isLost,
  mappedHeads,
  mayBeMerge,
  type RemoteHead,
  remoteEvent,
} from '#shared/domain/reconcile/remote-heads.ts';
import { isSweepDue } from '#shared/domain/reconcile/sweep.ts';
import type { BranchHeadRecord } from '#shared/domain/records/branch-head.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { workingKey } from '#shared/domain/repository/deploy-keys.ts';
import type { RemoteRefsFailure } from '#shared/git/remote-refs-result.ts';
import { readDeployKey } from '#shared/secrets/deploy-key-secret.ts';
import { nextHead } from '#shared/workflows/deliveries/judge-delivery.ts';
import type { ConnectionTools } from '#shared/workflows/repository/connection-tools.ts';
import { listRemoteRefs } from '#shared/workflows/repository/list-remote-refs.ts';
import { isRefusal } from '#shared/workflows/repository/provider-side.ts';
import { decideLostPush } from './lost-push.ts';
import { recordFailure, recordSweep } from './record-sweep.ts';

const refsOf = async (
  repository: RepositoryRecord,
  tools: ConnectionTools,
): Promise<ReadonlyMap<string, string> | RemoteRefsFailure> => {
  const { organizationId, projectId } = repository;
  const privateKey = await readDeployKey(organizationId, projectId, workingKey(repository).id);
  if (privateKey === null) {
    const detail = 'The private half of the deploy key is gone. Regenerate the key.';
    return { ok: false, code: 'repository_unreachable', detail };
  }
  const listed = await listRemoteRefs(repository, privateKey, tools.hostKeys);
  if (!listed.ok) return listed;
  const { branches, tags } = listed.refs;
  return new Map([
    ...[...branches].map(([name, commit]) => [`refs/heads/${name}`, commit] as const),
    ...[...tags].map(([name, commit]) => [`refs/tags/${name}`, commit] as const),
  ]);
};

/** Whether the provider's API confirms that a branch came to its commit by a merge; null where it does not, or is not asked. */
const confirmedMerge = async (
  { client }: ConnectionTools,
  { fullName, providerRepositoryId }: RepositoryRecord,
  remote: RemoteHead,
): Promise<ConfirmedMerge | null> => {
  if (client === null) return null;
  const by = providerRepositoryId === null ? { fullName } : { id: providerRepositoryId };
  try {
    const there = await client.findRepository(by);
    const merged =
      there === null ? null : await client.mergedInto(there, remote.commit, remote.ref.slice('refs/heads/'.length));
    return merged === null ? null : { pullRequest: merged.number, mergedAt: merged.mergedAt };
  } catch (error) {
    // A credential that may not read pull requests confirms nothing, today or tomorrow.
    if (isRefusal(error)) return null;
    throw error;
  }
};

/** What one head comes to: nothing to be done, something to be remembered, or a push to be decided. */
type Finding =
  | { readonly kind: 'seen' }
  | { readonly kind: 'note'; readonly head: BranchHead }
  | { readonly kind: 'lost'; readonly merge: ConfirmedMerge | null };

const judge = async (
  found: OrderedConfiguration,
  repository: RepositoryRecord,
  tools: ConnectionTools,
  remote: RemoteHead,
  now: string,
): Promise<Finding> => {
  if (remote.isBaseline) return { kind: 'note', head: baselineHead(remote) };
  const isAsked = mayBeMerge(remote, now);
  if (remote.mapping.trigger === 'merge' && !isAsked && !isFading(remote, now)) return { kind: 'seen' };
  const merge = isAsked ? await confirmedMerge(tools, repository, remote) : null;
  const { decision, deployment, head } = decideInOrder(found, remote.head, remoteEvent(remote, merge), 'reconcile');
  if (deployment !== null || (isLost(remote) && decision.outcome === 'hold')) return { kind: 'lost', merge };
  const isNews = isLost(remote) || head?.unconfirmed !== remote.head?.unconfirmed || isFading(remote, now);
  return isNews && head !== null ? { kind: 'note', head } : { kind: 'seen' };
};

/** What a sweep has found so far. */
type Findings = {
  readonly notes: BranchHeadRecord[];
  /** Pushes of which no delivery told. */
  readonly lost: RemoteHead[];
  isCutShort: boolean;
  /** The provider's API failed: those branches are left for the next sweep. */
  fault: Problem | null;
};

const search = async (
  found: OrderedConfiguration,
  repository: RepositoryRecord,
  tools: ConnectionTools,
  heads: readonly RemoteHead[],
  now: string,
  deadline: number,
): Promise<Findings> => {
  const findings: Findings = { notes: [], lost: [], isCutShort: false, fault: null };
  for (const remote of heads) {
    findings.isCutShort = Date.now() > deadline;
    if (findings.isCutShort) break;
    // An API that failed once is left alone: the other branches do not wait for it.
    if (findings.fault !== null && tools.client !== null && mayBeMerge(remote, now)) continue;
    try {
      const finding = await judge(found, repository, tools, remote, now);
      if (finding.kind === 'note') {
        findings.notes.push(nextHead(found, repository, remote.ref, finding.head, now));
      } else if (finding.kind === 'lost') {
        await decideLostPush(repository, remote, found.heads.get(remote.ref)?.version ?? 0, finding.merge, now);
      }
      if (finding.kind !== 'seen' && !remote.isBaseline && isLost(remote)) findings.lost.push(remote);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      findings.fault ??= error;
    }
  }
  return findings;
};

/**
 * Compares a connection's branches with its remote and queues what no delivery told of. Every branch is written over
 * the version that was read before the remote was asked, so that a delivery that comes meanwhile is never overruled by
 * an older list.
 * Source: docs/design/branch-order.md, "Comparing with the remote".
 * @param now RFC 3339 @param deadline milliseconds since the epoch: what is left then is found by the next sweep
 * @throws Problem where the provider's API failed; what could be found without it is written by then
 */
export const sweepHeads = async (
  organizationId: RepositoryRecord['organizationId'],
  id: ProjectId,
  tools: ConnectionTools,
  now: string,
  deadline: number,
): Promise<void> => {
  const found = await readForDecision(organizationId, id, 'all', now);
  const repository = found?.repository ?? null;
  if (found === null || repository === null || !isSweepDue(repository, now)) return;
  // What no mapping can match needs no connection.
  const refs = found.project.branchMappings.length === 0 ? new Map<string, string>() : await refsOf(repository, tools);
  if ('ok' in refs) return recordFailure(repository, refs, now);
  const heads = mappedHeads(found, found.heads, refs, repository.sweep, now);
  const { notes, lost, isCutShort, fault } = await search(found, repository, tools, heads, now, deadline);
  // What taking stock could not write must not be taken for a lost creation: it is taken again.
  const isWhole = await saveBranchHeads(notes);
  const lastDeliveryAt = await readLastDelivery(organizationId, id);
  await recordSweep(repository, tools, { startedAt: now, lost, lastDeliveryAt, isCutShort: isCutShort || !isWhole });
  if (fault !== null) throw fault;
};
