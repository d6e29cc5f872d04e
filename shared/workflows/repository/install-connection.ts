import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { pageOf, providerProfiles } from '#shared/domain/repository/provider-profile.ts';
import type { ConnectionTools } from './connection-tools.ts';
import type { NewDeployKey } from './deploy-key-step.ts';
import { type HookCandidate, hookCandidates } from './hook-candidates.ts';
import { type ProviderSide, providerSide } from './provider-side.ts';
import { attempted, type EndsStep } from './refused-step.ts';

/**
 * Removes the hooks that a refused step may have left at the provider.
 * @returns a sentence that names what may be left; null for nothing
 */
const clearHooks = async (
  side: ProviderSide,
  repository: RepositoryRecord,
  candidates: readonly HookCandidate[],
  ends: EndsStep,
): Promise<string | null> => {
  const urls = candidates.map(({ url }) => url);
  const cleared = await attempted(() => side.removeHooks(urls), ends);
  if (cleared.error === null) return null;
  const { name, webhooksUrl } = providerProfiles[repository.provider];
  return `${name} does not let oCore remove webhooks. If ${webhooksUrl(pageOf(repository))} shows one with the URL ${urls.join(' or ')}, remove it.`;
};

/** The webhook that was set; or the refusal of the provider, and what an attempt may have left there. */
export type SetHook =
  | { readonly chosen: HookCandidate; readonly refusal: null; readonly left: null }
  | { readonly chosen: null; readonly refusal: string; readonly left: string | null };

/**
 * Sets the webhook. What a refused attempt left at the provider is removed or named.
 * @param mayBeThere whether an earlier attempt was cut short. A credential that is refused has made nothing itself
 */
export const setHookOrLeave = async (
  side: ProviderSide,
  repository: RepositoryRecord,
  candidates: readonly HookCandidate[],
  ends: EndsStep,
  mayBeThere: boolean,
): Promise<SetHook> => {
  const { done, error } = await attempted(() => side.setHook(candidates), ends);
  if (error === null) return { chosen: done, refusal: null, left: null };
  const isClean = error.code === 'provider_credential_rejected' && !mayBeThere;
  return {
    chosen: null,
    refusal: error.message,
    left: isClean ? null : await clearHooks(side, repository, candidates, ends),
  };
};

/**
 * Installs key and webhook through the provider's API. What the provider refuses for good is left to a person, with what
 * the provider said; the other half is installed all the same.
 * Source: docs/design/connecting.md, "A provider that refuses".
 * @param isFirst nothing was tried before: the request is refused if the provider does not even show the repository
 * @returns the fields of the connection that this changes
 * @throws Problem of the provider if a fault may pass, or of such a first request
 */
export const installConnection = async (
  intended: RepositoryRecord,
  key: NewDeployKey,
  tools: ConnectionTools,
  ends: EndsStep,
  isFirst: boolean,
): Promise<Partial<RepositoryRecord>> => {
  if (tools.client === null) return {};
  const side = providerSide(tools.client, intended);
  const candidates = hookCandidates(intended, tools.root, tools.publicUrl);
  const there = isFirst ? { done: await side.remote(), error: null } : await attempted(side.remote, ends);
  if (there.error !== null) {
    const refusal = there.error.message;
    const left = await clearHooks(side, intended, candidates, ends);
    return { refusals: { deployKey: refusal, webhook: refusal, leftBehind: left } };
  }
  const added = await attempted(() => side.addKey(key.record), ends);
  const { chosen, refusal, left } = await setHookOrLeave(side, intended, candidates, ends, !isFirst);
  return {
    providerRepositoryId: there.done.id,
    refusals: { deployKey: added.error?.message ?? null, webhook: refusal, leftBehind: left },
    ...(added.error === null ? { deployKey: { ...key.record, installed: 'automatic' } as const } : {}),
    ...(chosen === null ? {} : { webhookInstalled: 'automatic', proof: chosen.proof, hookId: chosen.hookId }),
  };
};

/** Joins what may be left at the provider; null for nothing. */
export const leftTogether = (...sentences: readonly (string | null)[]): string | null =>
  sentences.filter((one) => one !== null).join(' ') || null;
