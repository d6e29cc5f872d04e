import * as z from 'zod/mini';
import type { ProviderRepository } from '#shared/providers/client/git-provider.ts';
import type { GithubApi } from './api.ts';
import { header, Id } from './api-answer.ts';
import type { ApiRequest } from './exchange.ts';
import type { GithubWebhooks } from './hook-installer.ts';

/** One attempt of a delivery. All attempts of one event share its guid. */
const Attempt = z.object({ id: Id, guid: z.string(), delivered_at: z.string(), status_code: z.int() });
type Attempt = z.infer<typeof Attempt>;

const needs = 'It needs the permission Webhooks (read and write), or the scope admin:repo_hook of a classic token.';
const listing = {
  what: 'list the deliveries of the webhook',
  needs,
  method: 'GET',
  path: '/hooks/{hook_id}/deliveries',
} as const satisfies ApiRequest;
const repeating = {
  what: 'deliver once more',
  needs,
  method: 'POST',
  path: '/hooks/{hook_id}/deliveries/{delivery_id}/attempts',
} as const satisfies ApiRequest;

/**
 * The secondary rate limit: 900 points a minute, 5 per change.
 * Source: docs/design/providers.md, "GitHub: calling the API".
 */
const maxAsked = 100;
/** The first attempt included. More repetitions would not help. */
const maxAttempts = 3;
/** 100 attempts each. Older deliveries are not repeated; the reconciliation still finds their pushes. */
const maxPages = 20;

const hasSucceeded = ({ status_code: code }: Attempt): boolean => code >= 200 && code < 300;

/** GitHub stores deliveries for 3 days, and none of a deleted webhook. */
const isOver = ({ status }: { readonly status: number }): boolean => [400, 404, 422].includes(status);

/** The newest attempt of each event that never succeeded and may be repeated, the oldest event first. */
const failed = (attempts: readonly Attempt[]): readonly Attempt[] => {
  const events = new Map<string, readonly Attempt[]>();
  for (const attempt of attempts) events.set(attempt.guid, [...(events.get(attempt.guid) ?? []), attempt]);
  return [...events.values()]
    .filter((all) => all.length < maxAttempts && !all.some(hasSucceeded))
    .flatMap(([newest]) => (newest === undefined ? [] : [newest]))
    .reverse();
};

/** These pages have cursors: a link names the next page. */
const nextCursor = (link: string): string | null => {
  const next = /<([^<>]+)>; ?rel="next"/.exec(link)?.[1] ?? '';
  return URL.canParse(next) ? new URL(next).searchParams.get('cursor') : null;
};

/**
 * What GitHub has delivered to our hooks.
 * Source: docs/design/providers.md, "GitHub: past deliveries" and "GitHub: deliveries".
 */
export class GithubDeliveries {
  readonly #api: GithubApi;
  readonly #webhooks: GithubWebhooks;

  constructor(api: GithubApi, webhooks: GithubWebhooks) {
    this.#api = api;
    this.#webhooks = webhooks;
  }

  async redeliverFailed(repository: ProviderRepository, urls: readonly string[], since: string): Promise<number> {
    const lost: { readonly hook_id: string; readonly delivery_id: string }[] = [];
    for (const { id } of await this.#webhooks.list(repository, urls)) {
      const attempts = await this.#attempts(repository, id, Date.parse(since));
      lost.push(...failed(attempts).map((attempt) => ({ hook_id: id, delivery_id: attempt.id })));
    }
    let asked = 0;
    for (const parameters of lost.slice(0, maxAsked)) {
      const answer = await this.#api.sendTo(repository, { ...repeating, parameters, handles: isOver });
      if (!isOver(answer)) asked += 1;
    }
    return asked;
  }

  /** All attempts since a time, the newest first. */
  async #attempts(repository: ProviderRepository, hookId: string, sinceMs: number): Promise<readonly Attempt[]> {
    const all: Attempt[] = [];
    for (let page = 0, cursor: string | null = ''; page < maxPages && cursor !== null; page += 1) {
      const parameters = { hook_id: hookId, per_page: 100, ...(cursor === '' ? {} : { cursor }) };
      // No filter by status: it would hide successful attempts, and those without an answer.
      const answer = await this.#api.sendTo(repository, { ...listing, parameters });
      const attempts = this.#api.read(z.array(Attempt), answer, listing);
      const recent = attempts.filter(({ delivered_at: at }) => Date.parse(at) >= sinceMs);
      all.push(...recent);
      cursor = recent.length < attempts.length ? null : nextCursor(header(answer, 'link'));
    }
    return all;
  }
}
