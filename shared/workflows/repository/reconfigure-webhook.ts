import type { Mutation } from '#shared/data/audit/mutation.ts';
import { saveRepository } from '#shared/data/repository/write-repository.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { dueOf, sweepAt } from '#shared/domain/repository/leftovers.ts';
import { nextRepository } from '#shared/domain/repository/next-repository.ts';
import { withSummary } from '#shared/domain/repository/repository-summary.ts';
import { isBusy, settled } from '#shared/domain/repository/step-hold.ts';
import { graceUntil } from '#shared/domain/repository/webhook-generation.ts';
import { hookIdOf } from '#shared/secrets/webhook-secret.ts';
import { busy } from './busy.ts';
import { underLease, withFresh } from './connection-step.ts';
import type { ConnectionTools } from './connection-tools.ts';
import { hookWishes, pastedProof, webhookUrl } from './hook-wishes.ts';
import { hookOf } from './paste-secret.ts';
import { isRefusal, providerSide } from './provider-side.ts';

/** The next generation, for a person to paste. */
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
  return settled({ ...next, hookId: hookIdOf(tools.root, hookOf(next)) });
};

/** Every id that a hook of the present generation may have at the provider. */
const presentHookIds = (repository: RepositoryRecord, tools: ConnectionTools): readonly string[] => [
  repository.hookId,
  // A version that was taken out of the root key cannot be asked any more.
  ...(tools.root.versions.has(repository.rootKeyVersion)
    ? hookWishes(repository, tools.root, tools.publicUrl).map((wish) => wish.hookId)
    : []),
];

/** The intent: from here on both generations are accepted, so that nothing is lost while the hook moves. */
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
  const [wish] = hookWishes(next, tools.root, tools.publicUrl);
  return wish === undefined ? next : { ...next, proof: wish.proof, hookId: wish.hookId };
};

/** Moves the hook at the provider to the intended generation, and ends the rotation. */
const move = async (
  intended: RepositoryRecord,
  tools: ConnectionTools,
  now: string,
  audit: { readonly mutation: Mutation; readonly before: RepositoryRecord } | null,
): Promise<RepositoryRecord> => {
  if (tools.client === null) throw busy('The provider credential was removed while the webhook was being replaced.');
  const side = providerSide(tools.client, intended);
  const wish = await side.setHook(hookWishes(intended, tools.root, tools.publicUrl));
  await side.removeHooks(intended.abandonedHookIds.map((id) => webhookUrl(tools.publicUrl, intended.provider, id)));
  return withFresh(
    intended,
    async () => undefined,
    async (project, repository) => {
      const after = settled(
        nextRepository(repository, {
          webhookInstalled: 'automatic',
          proof: wish.proof,
          hookId: wish.hookId,
          abandonedHookIds: [],
          revokesPrevious: false,
          previousGenerationUntil: repository.revokesPrevious ? null : repository.previousGenerationUntil,
        }),
      );
      const recorded = audit === null ? null : { ...audit, action: 'repository.webhook_reconfigured' };
      await saveRepository(withSummary(project, after, now), after, dueOf(after, now), recorded);
      return after;
    },
  );
};

/** Leaves a rotation that the provider refuses to a person: the new generation is to be pasted. */
const leaveToPaste = (intended: RepositoryRecord, tools: ConnectionTools, now: string): Promise<RepositoryRecord> =>
  withFresh(
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
      const after = settled({ ...changed, hookId: hookIdOf(tools.root, hookOf(changed)) });
      await saveRepository(withSummary(project, after, now), after, dueOf(after, now), null);
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
    return await underLease(intended, now, () => move(intended, tools, now, audit));
  } catch (error) {
    if (isRefusal(error) && error.code !== 'conflict') await leaveToPaste({ ...intended, intentAt: null }, tools, now);
    throw error;
  }
};

/** A rotation that was cut short is taken over: its generation stands, only the hook has not moved. */
const takeOver = async (before: RepositoryRecord, revokeNow: boolean, now: string): Promise<RepositoryRecord> => {
  const taken = nextRepository(before, { revokesPrevious: before.revokesPrevious || revokeNow, intentAt: now });
  await saveRepository(null, taken, sweepAt(now), null);
  return taken;
};

/**
 * Makes a new generation of the webhook: a new URL and a new secret together. Through the provider's API the hook is
 * moved there at once; otherwise a person pastes it. The generation before is accepted for 24 hours, or ends with the
 * move where that is asked. A repetition of a rotation that was cut short drives it to its end.
 * Source: manual, "Reconfiguring the Webhook"; docs/design/connecting.md, "Reconfiguring the webhook".
 * @param mutation without an idempotency claim: a saga writes its own
 * @throws Problem `conflict` while another step is under way, and those of the provider
 */
export const reconfigureWebhook = async (
  project: ProjectRecord,
  before: RepositoryRecord,
  revokeNow: boolean,
  tools: ConnectionTools,
  mutation: Mutation,
): Promise<RepositoryRecord> => {
  const { now } = mutation;
  if (before.status === 'connecting' || before.status === 'disconnecting' || isBusy(before, now)) {
    throw busy('Another request is at work on this connection.');
  }
  const audit = { mutation, before };
  if (tools.client === null) {
    const after = pasted(before, revokeNow, tools, now);
    await saveRepository(withSummary(project, after, now), after, dueOf(after, now), {
      ...audit,
      action: 'repository.webhook_reconfigured',
    });
    return after;
  }
  if (before.abandonedHookIds.length > 0) return drive(await takeOver(before, revokeNow, now), tools, now, audit);
  const intended = intend(before, revokeNow, tools, now);
  await saveRepository(null, intended, sweepAt(now), null);
  return drive(intended, tools, now, audit);
};

/** Finishes a rotation that was cut short, for the sweep. @param now RFC 3339 */
export const resumeRotation = async (
  repository: RepositoryRecord,
  tools: ConnectionTools,
  now: string,
): Promise<RepositoryRecord> => {
  if (repository.abandonedHookIds.length === 0) return repository;
  const taken = await takeOver(repository, false, now);
  return tools.client === null ? leaveToPaste(taken, tools, now) : drive(taken, tools, now, null);
};
