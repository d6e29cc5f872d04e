import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { nextRepository } from '#shared/domain/repository/next-repository.ts';
import { endStep } from '#shared/domain/repository/step-hold.ts';
import { graceUntil } from '#shared/domain/repository/webhook-generation.ts';
import { hookIdOf } from '#shared/secrets/webhook-secret.ts';
import type { ConnectionTools } from './connection-tools.ts';
import { hookCandidates, pastedProof } from './hook-candidates.ts';
import { hookOf } from './secret-to-paste.ts';

/** The next generation, which a person installs. */
export const pastedGeneration = (
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
    lastRejectedAt: null,
    previousGenerationUntil: graceUntil(revokeNow, now),
    refusals: { ...before.refusals, webhook: null },
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
export const intendedGeneration = (
  before: RepositoryRecord,
  revokeNow: boolean,
  tools: ConnectionTools,
  now: string,
): RepositoryRecord => {
  const next = nextRepository(before, {
    rootKeyVersion: tools.root.current,
    generation: before.generation + 1,
    generationSince: now,
    lastRejectedAt: null,
    previousGenerationUntil: graceUntil(false, now),
    abandonedHookIds: [...new Set([...before.abandonedHookIds, ...presentHookIds(before, tools)])],
    revokesPrevious: revokeNow,
    intentAt: now,
  });
  const [candidate] = hookCandidates(next, tools.root, tools.publicUrl);
  return candidate === undefined ? next : { ...next, proof: candidate.proof, hookId: candidate.hookId };
};
