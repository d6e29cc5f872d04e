import { guardedFetch } from '#shared/network/guarded-fetch.ts';
import type { ProviderAccess, ProviderCredential } from '#shared/providers/client/provider-credential.ts';
import { type Fault, type SeenRequest, type StandInAnswer, StandInServer } from './stand-in-server.ts';

type Refusal = { readonly pathEnd: string; readonly answer: StandInAnswer; readonly words: string };
export type Refusals = { readonly keys: Refusal; readonly hooks: Refusal };

/** What the stand-ins have in common: a server on loopback that can be broken, and access to it as the service has it. */
export abstract class LoopbackStandIn {
  #server: StandInServer | null = null;

  protected abstract answer(request: SeenRequest): StandInAnswer;

  protected async listen(): Promise<void> {
    this.#server = await StandInServer.start((request) => this.answer(request));
  }

  get server(): StandInServer {
    if (this.#server === null) throw new Error('The stand-in does not listen yet.');
    return this.#server;
  }

  protected access(apiPath: string, credential: ProviderCredential, timeoutMs = 10_000): ProviderAccess {
    const apiUrl = `${this.server.url}${apiPath}`;
    return { apiUrl, credential, fetch: guardedFetch({ baseUrl: apiUrl, allowLoopback: true, timeoutMs }) };
  }

  reset(): void {
    this.#server?.forget();
  }

  /** By what it refuses for good: the end of the path, and the answer with its words. */
  protected abstract readonly refusals: Refusals;

  refuse(what: keyof Refusals): string {
    const { pathEnd, answer, words } = this.refusals[what];
    this.server.refusePosts(pathEnd, answer);
    return words;
  }

  break(fault: Fault, after?: number): void {
    this.server.break(fault, after);
  }

  repair(): void {
    this.server.repair();
  }

  requests(): readonly SeenRequest[] {
    return this.server.requests;
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}

/** The members of a JSON body; none where it is no object. */
export const membersOf = (body: string): Readonly<Record<string, unknown>> => {
  const value: unknown = body === '' ? {} : JSON.parse(body);
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
};

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The part of a public key's line without its comment. */
export const withoutComment = (key: string): string => key.split(' ').slice(0, 2).join(' ');
