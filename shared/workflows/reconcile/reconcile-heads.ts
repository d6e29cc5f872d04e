import type { ProjectId } from '#shared/contract/id.ts';
import { Problem } from '#shared/contract/problem.ts';
import { saveBranchHeads } from '#shared/data/deliveries/branch-heads.ts';
import { readLastDelivery } from '#shared/data/deliveries/deliveries.ts';
import type { ConfigurationWithHeads } from '#shared/data/projects/read-project.ts';
import { readForDecision } from '#shared/data/projects/read-project.ts';
import type { BranchHead } from '#shared/domain/branch-order/branch-head.ts';
import { decideChange } from '#shared/domain/deliveries/decide-change.ts';
import { isReconcileDue } from '#shared/domain/reconcile/reconcile-schedule.ts';
import {
  isLost,
  mappedHeads,
  mayBeMerge,
  needsRefresh,
  type RemoteHead,
  remoteEvent,
} from '#shared/domain/reconcile/remote-heads.ts';
import type { BranchHeadRecord } from '#shared/domain/records/branch-head.ts';
import type { GitEvent } from '#shared/domain/records/git-event.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { workingKey } from '#shared/domain/repository/deploy-keys.ts';
import { commitsByRef, type RemoteRefsFailure } from '#shared/git/remote-refs-result.ts';
import { readDeployKey } from '#shared/secrets/deploy-key-secret.ts';
import { nextHead } from '#shared/workflows/deliveries/decide-delivery.ts';
import type { ConnectionTools } from '#shared/workflows/repository/connection-tools.ts';
import { listRemoteRefs } from '#shared/workflows/repository/list-remote-refs.ts';
import { saveBaselineHeads } from '#shared/workflows/repository/record-baseline.ts';
import { decideWaiting } from './decide-waiting.ts';
import { inOrder } from './in-order.ts';
import { decideLostPush } from './lost-push.ts';
import { compareMergesOf } from './merges-of-head.ts';
import { recordReconcile, recordReconcileFailure } from './record-reconcile.ts';

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
  const listed = await listRemoteRefs(repository, privateKey, tools);
  if (!listed.ok) return listed;
  return commitsByRef(listed.refs);
};

/** The result for one head: nothing to do, a branch head to store, or a lost push to decide. */
type Finding =
  | { readonly kind: 'seen' }
  | { readonly kind: 'note'; readonly head: BranchHead }
  | { readonly kind: 'lost'; readonly changes: readonly GitEvent[]; readonly isMissing: boolean }
  /** What was pending had left the branch: compare it again. */
  | { readonly kind: 'again' };

const decideHead = async (
  found: ConfigurationWithHeads,
  repository: RepositoryRecord,
  tools: ConnectionTools,
  remote: RemoteHead,
  now: string,
): Promise<Finding> => {
  const isAsked = mayBeMerge(remote, now);
  if (remote.mapping.trigger === 'merge' && !isAsked && !needsRefresh(remote, now)) return { kind: 'seen' };
  if (isAsked) {
    const { changes, isMissing, isDropped } = await compareMergesOf(found, repository, tools, remote, now);
    if (isDropped) return { kind: 'again' };
    if (changes.length > 0) return { kind: 'lost', changes, isMissing };
  }
  const event = remoteEvent(remote);
  const { decision, deployment, head, compares } = decideChange(found, remote.head, event, 'reconcile');
  if (deployment !== null || compares || (isLost(remote) && decision.outcome === 'hold')) {
    return { kind: 'lost', changes: [event], isMissing: false };
  }
  const isNews = isLost(remote) || head?.unconfirmed !== remote.head?.unconfirmed || needsRefresh(remote, now);
  return isNews && head !== null ? { kind: 'note', head } : { kind: 'seen' };
};

/** The findings of a reconciliation so far. */
type Findings = {
  readonly notes: BranchHeadRecord[];
  /** Pushes whose delivery was lost. */
  readonly lost: RemoteHead[];
  isCutShort: boolean;
  /** The provider's API failed. The affected branches are left for the next reconciliation. */
  fault: Problem | null;
};

const compareHeads = async (
  found: ConfigurationWithHeads,
  repository: RepositoryRecord,
  tools: ConnectionTools,
  heads: readonly RemoteHead[],
  now: string,
  deadline: number,
): Promise<Findings> => {
  const findings: Findings = { notes: [], lost: [], isCutShort: false, fault: null };
  for (const remote of heads) {
    if (Date.now() > deadline) {
      findings.isCutShort = true;
      break;
    }
    // After one failure the API is not called again, so that the other branches need not wait.
    if (findings.fault !== null && tools.client !== null && mayBeMerge(remote, now)) continue;
    try {
      const finding = await decideHead(found, repository, tools, remote, now);
      if (finding.kind === 'note') {
        findings.notes.push(nextHead(found, repository, remote.ref, finding.head, now));
      } else if (finding.kind === 'lost') {
        await decideLostPush(repository, remote, found.heads.get(remote.ref)?.version ?? 0, finding.changes, now);
      }
      if (finding.kind === 'again') findings.isCutShort = true;
      const isUntold = finding.kind !== 'seen' && isLost(remote);
      if (isUntold || (finding.kind === 'lost' && finding.isMissing)) findings.lost.push(remote);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      findings.fault ??= error;
    }
  }
  return findings;
};

/**
 * Compares a connection's branches with its remote and queues lost pushes. Every branch head is written over the
 * version that was read before the remote was listed, so that an older list never overrules a delivery that arrives
 * meanwhile.
 * Source: docs/design/branch-order.md, "Comparing with the remote".
 * @param now RFC 3339
 * @param deadline milliseconds since the epoch; the next reconciliation continues after it
 * @throws Problem if the provider's API failed, after everything else was written
 */
export const reconcileHeads = async (
  organizationId: RepositoryRecord['organizationId'],
  id: ProjectId,
  tools: ConnectionTools,
  now: string,
  deadline: number,
): Promise<void> => {
  const found = await readForDecision(organizationId, id, 'all', now);
  const repository = found?.repository ?? null;
  if (found === null || repository === null || !isReconcileDue(repository, now)) return;
  // What waits for a comparison is decided first, since that changes the branches.
  if ((await decideWaiting(found, repository, tools, now, deadline)) > 0) {
    return reconcileHeads(organizationId, id, tools, now, deadline);
  }
  // Without mappings there is nothing to compare, and the remote is not listed.
  const refs = found.project.branchMappings.length === 0 ? new Map<string, string>() : await refsOf(repository, tools);
  if ('ok' in refs) return recordReconcileFailure(repository, tools, refs, now);
  const heads = mappedHeads(found, found.heads, refs, repository.reconciliation, now);
  // The baseline comes first: the later it is written, the more pushes it would hide.
  const hasBaseline = await saveBaselineHeads(
    found,
    repository,
    heads.filter((one) => one.isBaseline),
    now,
  );
  const others = await inOrder(
    repository,
    tools,
    heads.filter((one) => !one.isBaseline),
  );
  const { notes, lost, isCutShort, fault } = await compareHeads(found, repository, tools, others, now, deadline);
  const isWhole = (await saveBranchHeads(notes)) && hasBaseline;
  const lastDeliveryAt = await readLastDelivery(organizationId, id);
  await recordReconcile(repository, tools, {
    startedAt: now,
    lost,
    lastDeliveryAt,
    // If it was not written, its branches would look like lost pushes.
    baseline: hasBaseline ? { at: now, version: found.project.version } : null,
    isCutShort: isCutShort || !isWhole,
    fault: fault?.message ?? null,
  });
  if (fault !== null) throw fault;
};
