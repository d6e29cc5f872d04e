import type { Mutation } from '#shared/data/audit/mutation.ts';
import { saveRepository } from '#shared/data/repository/write-repository.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { followUpAt, leftoversDueAt } from '#shared/domain/repository/leftovers.ts';
import { nextRepository } from '#shared/domain/repository/next-repository.ts';
import { withSummary } from '#shared/domain/repository/repository-summary.ts';
import { endStep } from '#shared/domain/repository/step-hold.ts';
import { graceUntil } from '#shared/domain/repository/webhook-generation.ts';
import { hookIdOf } from '#shared/secrets/webhook-secret.ts';
import { connectionBusy, requireIdle } from './connection-busy.ts';
import { withConnectionHold, writeIfHeld } from './connection-step.ts';
import type { ConnectionTools } from './connection-tools.ts';
import { hookCandidates, pastedProof, webhookUrl } from './hook-candidates.ts';
import { isPermanent, providerSide } from './provider-side.ts';
import { hookOf } from './secret-to-paste.ts';

/** The next generation, which a person installs. */
const pasted = (
  before: RepositoryRecord,
  revokeNow: boolean,
  tools: ConnectionTools,
  now: string,
): RepositoryRecord => {
  const next = nextRepository(before, {
    proof: pastedProof(before.provider),
    webhookInstalled: 'manual',
    rootKeyVersion: tools.root.current,
    generation: before.generation + 1,
    generationSince: now,
    previousGenerationUntil: graceUntil(revokeNow, now),
  });
  return endStep({ ...next, hookId: hookIdOf(tools.root, hookOf(next)) });
};

/** All hook ids that the present generation may have at the provider. */
const presentHookIds = (repository: RepositoryRecord, tools: ConnectionTools): readonly string[] => [
  repository.hookId,
  // Hook ids of a version that was removed from the root key cannot be derived any more.
  ...(tools.root.versions.has(repository.rootKeyVersion)
    ? hookCandidates(repository, tools.root, tools.publicUrl).map((candidate) => candidate.hookId)
    : []),
];

/** The intent. From now on both generations are accepted, so that no delivery is lost while the webhook changes. */
const intend = (
  before: RepositoryRecord,
  revokeNow: boolean,
  tools: ConnectionTools,
  now: string,
): RepositoryRecord => {
  const next = nextRepository(before, {
    rootKeyVersion: tools.root.current,
    generation: before.generation + 1,
    generationSince: now,
    previousGenerationUntil: graceUntil(false, now),
    abandonedHookIds: [...new Set([...before.abandonedHookIds, ...presentHookIds(before, tools)])],
    revokesPrevious: revokeNow,
    intentAt: now,
  });
  const [candidate] = hookCandidates(next, tools.root, tools.publicUrl);
  return candidate === undefined ? next : { ...next, proof: candidate.proof, hookId: candidate.hookId };
};

/** Moves the webhook at the provider to the intended generation, and ends the rotation. */
const move = async (
  intended: RepositoryRecord,
  tools: ConnectionTools,
  now: string,
  audit: { readonly mutation: Mutation; readonly before: RepositoryRecord } | null,
): Promise<RepositoryRecord> => {
  if (tools.client === null)
    throw connectionBusy('The provider credential was removed while the webhook was being replaced.');
  const side = providerSide(tools.client, intended);
  const chosen = await side.setHook(hookCandidates(intended, tools.root, tools.publicUrl));
  await side.removeHooks(intended.abandonedHookIds.map((id) => webhookUrl(tools.publicUrl, intended.provider, id)));
  return writeIfHeld(
    intended,
    async () => undefined,
    async (project, repository) => {
      const after = endStep(
        nextRepository(repository, {
          webhookInstalled: 'automatic',
          proof: chosen.proof,
          hookId: chosen.hookId,
          abandonedHookIds: [],
          revokesPrevious: false,
          previousGenerationUntil: repository.revokesPrevious ? null : repository.previousGenerationUntil,
        }),
      );
      const recorded = audit === null ? null : { ...audit, action: 'repository.webhook_reconfigured' };
      await saveRepository(withSummary(project, after, now), after, leftoversDueAt(after, now), recorded);
      return after;
    },
  );
};

/** Ends a rotation that the provider refuses: a person has to install the new generation. */
const leaveToPaste = (intended: RepositoryRecord, tools: ConnectionTools, now: string): Promise<RepositoryRecord> =>
  writeIfHeld(
    intended,
    async () => undefined,
    async (project, repository) => {
      const proof = pastedProof(repository.provider);
      const changed = nextRepository(repository, {
        proof,
        webhookInstalled: 'manual',
        abandonedHookIds: [],
        revokesPrevious: false,
        previousGenerationUntil: repository.revokesPrevious ? null : repository.previousGenerationUntil,
      });
      const after = endStep({ ...changed, hookId: hookIdOf(tools.root, hookOf(changed)) });
      await saveRepository(withSummary(project, after, now), after, leftoversDueAt(after, now), null);
      return after;
    },
  );

const drive = async (
  intended: RepositoryRecord,
  tools: ConnectionTools,
  now: string,
  audit: { readonly mutation: Mutation; readonly before: RepositoryRecord } | null,
): Promise<RepositoryRecord> => {
  try {
    return await withConnectionHold(intended, now, () => move(intended, tools, now, audit));
  } catch (error) {
    if (isPermanent(error) && error.code !== 'conflict')
      await leaveToPaste({ ...intended, intentAt: null }, tools, now);
    throw error;
  }
};

/** Takes over an interrupted rotation: its generation is recorded, only the webhook has not moved yet. */
const takeOver = async (before: RepositoryRecord, revokeNow: boolean, now: string): Promise<RepositoryRecord> => {
  const taken = nextRepository(before, { revokesPrevious: before.revokesPrevious || revokeNow, intentAt: now });
  await saveRepository(null, taken, followUpAt(now), null);
  return taken;
};

/**
 * Makes a new generation of the webhook: a new URL and a new secret. With a credential the webhook is moved through the
 * provider's API at once; otherwise a person installs it. The previous generation is accepted for 24 hours, or ends at
 * once with `revokeNow`. Repeating an interrupted rotation completes it.
 * Source: manual, "Reconfiguring the Webhook"; docs/design/connecting.md, "Reconfiguring the webhook".
 * @param mutation without an idempotency claim: a workflow writes its own
 * @throws Problem `conflict` while another step runs, and those of the provider
 */
export const reconfigureWebhook = async (
  project: ProjectRecord,
  before: RepositoryRecord,
  revokeNow: boolean,
  tools: ConnectionTools,
  mutation: Mutation,
): Promise<RepositoryRecord> => {
  const { now } = mutation;
  requireIdle(before, now);
  const audit = { mutation, before };
  if (tools.client === null) {
    const after = pasted(before, revokeNow, tools, now);
    await saveRepository(withSummary(project, after, now), after, leftoversDueAt(after, now), {
      ...audit,
      action: 'repository.webhook_reconfigured',
    });
    return after;
  }
  if (before.abandonedHookIds.length > 0) return drive(await takeOver(before, revokeNow, now), tools, now, audit);
  const intended = intend(before, revokeNow, tools, now);
  await saveRepository(null, intended, followUpAt(now), null);
  return drive(intended, tools, now, audit);
};

/** Completes an interrupted rotation, for the tick. @param now RFC 3339 */
export const resumeRotation = async (
  repository: RepositoryRecord,
  tools: ConnectionTools,
  now: string,
): Promise<RepositoryRecord> => {
  if (repository.abandonedHookIds.length === 0) return repository;
  const taken = await takeOver(repository, false, now);
  return tools.client === null ? leaveToPaste(taken, tools, now) : drive(taken, tools, now, null);
};
