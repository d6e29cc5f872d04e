import type { SeenRequest, StandInAnswer } from '../stand-in-server.ts';
import { githubAnswer } from './accounts.ts';

type Attempt = { readonly id: number; readonly guid: string; readonly at: string; readonly code: number };

/**
 * What GitHub remembers of a repository's deliveries, hook by hook.
 * Source: docs/design/providers.md, "GitHub: past deliveries".
 */
export class GithubDeliveryLog {
  readonly #attempts = new Map<string, Attempt[]>();
  /** What the receiver answers to what is delivered once more. */
  answers = 202;
  /** Whether GitHub still has the deliveries that it lists. */
  keeps = true;
  #lastId = 12_077_215_967;

  /** @param code of the receiver's answer; 0 where there was none */
  add(hookId: string, guid: string, code: number, at = new Date().toISOString()): void {
    this.#lastId += 1;
    const all = this.#attempts.get(hookId) ?? [];
    this.#attempts.set(hookId, [{ id: this.#lastId, guid, at, code }, ...all]);
  }

  /** How often each event was delivered, the newest first. */
  counts(hookId: string): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { guid } of this.#attempts.get(hookId) ?? []) counts.set(guid, (counts.get(guid) ?? 0) + 1);
    return counts;
  }

  list(request: SeenRequest, hookId: string): StandInAnswer {
    const all = this.#attempts.get(hookId) ?? [];
    const cursor = request.query.get('cursor');
    const start = cursor === null ? 0 : Number(/^v1=(\d+)$/.exec(cursor)?.[1] ?? all.length);
    const end = start + Math.min(Number(request.query.get('per_page') ?? 30), 100);
    const url = `http://${request.headers.host}${request.path}`;
    const query = new URLSearchParams({ per_page: String(end - start), cursor: `v1=${end}` });
    return {
      status: 200,
      body: all.slice(start, end).map((attempt) => this.#shown(attempt)),
      headers: end < all.length ? { link: `<${url}?${query}>; rel="next"` } : {},
    };
  }

  repeat(hookId: string, id: string): StandInAnswer {
    const attempt = (this.#attempts.get(hookId) ?? []).find((one) => String(one.id) === id);
    if (attempt === undefined) return githubAnswer(404, 'Not Found');
    if (!this.keeps) return githubAnswer(422, 'Delivery is too old to be redelivered.');
    this.add(hookId, attempt.guid, this.answers);
    return { status: 202, body: {} };
  }

  #shown({ id, guid, at, code }: Attempt): object {
    return {
      id,
      guid,
      delivered_at: at,
      redelivery: false,
      duration: 0.1,
      status: code >= 200 && code < 300 ? 'OK' : 'failed to connect',
      status_code: code,
      event: 'push',
      action: null,
      installation_id: null,
      repository_id: 4_000_000_001,
      throttled_at: null,
    };
  }
}
