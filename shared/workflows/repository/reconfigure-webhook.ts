import type { Mutation } from '#shared/data/audit/mutation.ts';
import { saveRepository } from '#shared/data/repository/write-repository.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { followUpAt, leftoversDueAt } from '#shared/domain/repository/leftovers.ts';
import { nextRepository } from '#shared/domain/repository/next-repository.ts';
import { pageOf, providerProfiles } from '#shared/domain/repository/provider-profile.ts';
import { withSummary } from '#shared/domain/repository/repository-summary.ts';
import { endStep } from '#shared/domain/repository/step-hold.ts';
import { hookIdOf } from '#shared/secrets/webhook-secret.ts';
import { connectionBusy, requireIdle } from './connection-busy.ts';
import { withConnectionHold, writeIfHeld } from './connection-step.ts';
import type { ConnectionTools } from './connection-tools.ts';
import { hookCandidates, pastedProof, webhookUrl } from './hook-candidates.ts';
import { setHookOrLeave } from './install-connection.ts';
import { intendedGeneration, pastedGeneration } from './next-generation.ts';
import { providerSide } from './provider-side.ts';
import { attempted, endsStep } from './refused-step.ts';
import { hookOf } from './secret-to-paste.ts';

/** Who asked for a rotation, for the audit log; null for the tick. */
type Audit = { readonly mutation: Mutation; readonly before: RepositoryRecord } | null;

/** Writes the end of a rotation. */
const end = (
  intended: RepositoryRecord,
  now: string,
  audit: Audit,
  changes: (repository: RepositoryRecord) => RepositoryRecord,
): Promise<RepositoryRecord> =>
  writeIfHeld(
    intended,
    async () => undefined,
    async (project, repository) => {
      const ended = nextRepository(repository, {
        abandonedHookIds: [],
        revokesPrevious: false,
        previousGenerationUntil: repository.revokesPrevious ? null : repository.previousGenerationUntil,
      });
      const after = endStep(changes(ended));
      const recorded = audit === null ? null : { ...audit, action: 'repository.webhook_reconfigured' as const };
      await saveRepository(
        withSummary(project, after, now, audit?.mutation.principal ?? null),
        after,
        leftoversDueAt(after, now),
        recorded,
      );
      return after;
    },
  );

/** Ends a rotation that the provider refuses: a person has to install the new generation. */
const leaveToPaste = (
  intended: RepositoryRecord,
  tools: ConnectionTools,
  now: string,
  audit: Audit,
  refusals: Pick<RepositoryRecord['refusals'], 'webhook' | 'leftBehind'>,
): Promise<RepositoryRecord> =>
  end(intended, now, audit, (repository) => {
    const proof = pastedProof(repository.provider);
    const changed: RepositoryRecord = {
      ...repository,
      proof,
      webhookInstalled: 'manual',
      refusals: { ...repository.refusals, ...refusals },
    };
    return { ...changed, hookId: hookIdOf(tools.root, hookOf(changed)) };
  });

/** The hook of the generation before stays where the new one is refused: its deliveries are accepted for a while. */
const oldHook = (before: RepositoryRecord): string =>
  `The webhook of before may still be at ${providerProfiles[before.provider].webhooksUrl(pageOf(before))}: give it the new URL and secret, or remove it.`;

/** Moves the webhook at the provider to the intended generation, and ends the rotation. */
const move = async (
  intended: RepositoryRecord,
  tools: ConnectionTools,
  now: string,
  audit: Audit,
): Promise<RepositoryRecord> => {
  if (tools.client === null)
    throw connectionBusy('The provider credential was removed while the webhook was being replaced.');
  const side = providerSide(tools.client, intended);
  const ends = endsStep(intended.generationSince, now);
  const candidates = hookCandidates(intended, tools.root, tools.publicUrl);
  const { chosen, refusal, left } = await setHookOrLeave(side, intended, candidates, ends, audit === null);
  if (chosen === null) {
    const webhook = `${refusal} ${oldHook(intended)}`;
    return leaveToPaste(intended, tools, now, audit, { webhook, leftBehind: left });
  }
  const old = intended.abandonedHookIds.map((id) => webhookUrl(tools.publicUrl, intended.provider, id));
  const { error } = await attempted(() => side.removeHooks(old), ends);
  const leftBehind = error === null ? null : `${error.message} ${oldHook(intended)}`;
  return end(intended, now, audit, (repository) => ({
    ...repository,
    webhookInstalled: 'automatic',
    proof: chosen.proof,
    hookId: chosen.hookId,
    refusals: { ...repository.refusals, webhook: null, leftBehind },
  }));
};

const drive = (
  intended: RepositoryRecord,
  tools: ConnectionTools,
  now: string,
  audit: Audit,
): Promise<RepositoryRecord> => withConnectionHold(intended, now, () => move(intended, tools, now, audit));

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
    const after = pastedGeneration(before, revokeNow, tools, now);
    await saveRepository(withSummary(project, after, now, mutation.principal), after, leftoversDueAt(after, now), {
      ...audit,
      action: 'repository.webhook_reconfigured' as const,
    });
    return after;
  }
  if (before.abandonedHookIds.length > 0) return drive(await takeOver(before, revokeNow, now), tools, now, audit);
  const intended = intendedGeneration(before, revokeNow, tools, now);
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
  return tools.client === null
    ? leaveToPaste(taken, tools, now, null, { webhook: null, leftBehind: oldHook(taken) })
    : drive(taken, tools, now, null);
};
