import type {
  GitProvider,
  ProviderKey,
  ProviderRepository,
  WebhookCandidate,
} from '#shared/providers/client/git-provider.ts';

/** Lets a request to the provider take effect when it is its turn. */
export type Turn = <T>(what: string, effect: () => T) => Promise<T>;

const repository: ProviderRepository = { id: '4000000001', fullName: 'acme/odoo-custom', defaultBranch: 'main' };

/**
 * A provider in memory with one repository. What a real client does in several requests takes several turns here, so that
 * others may come in between: first it looks, then it changes.
 */
export class MemoryProvider implements GitProvider {
  readonly keys: ProviderKey[] = [];
  readonly hooks: { readonly url: string; secret: string }[] = [];
  readonly #turn: Turn;

  constructor(turn: Turn) {
    this.#turn = turn;
  }

  verifyAccess(): Promise<{ readonly login: string; readonly expiresAt: string | null }> {
    return this.#turn('who am I', () => ({ login: 'octocat', expiresAt: null }));
  }

  async listRepositories(): Promise<never> {
    throw new Error('No test lists the repositories of this provider.');
  }

  findRepository(): Promise<ProviderRepository> {
    return this.#turn('find repository', () => repository);
  }

  async ensureDeployKey(_repository: ProviderRepository, key: ProviderKey): Promise<void> {
    const isThere = await this.#turn('list keys', () => this.keys.some(({ title }) => title === key.title));
    if (!isThere) await this.#turn('add key', () => this.keys.push(key));
  }

  async removeDeployKey(
    _repository: ProviderRepository,
    { title, publicKey }: { readonly title: string; readonly publicKey: string | null },
  ): Promise<boolean> {
    const doomed = await this.#turn('list keys', () =>
      this.keys.filter((key) => key.title === title || key.publicKey === publicKey),
    );
    for (const key of doomed) await this.#remove(this.keys, key, 'remove key');
    return doomed.length > 0;
  }

  async ensureWebhook(
    _repository: ProviderRepository,
    candidates: readonly WebhookCandidate[],
  ): Promise<{ readonly webhookId: string; readonly proof: WebhookCandidate['proof'] }> {
    const [candidate] = candidates;
    if (candidate === undefined) throw new Error('There is no candidate.');
    const there = await this.#turn('list hooks', () => this.hooks.filter(({ url }) => url === candidate.url));
    const [kept, ...surplus] = there;
    if (kept === undefined) {
      await this.#turn('add hook', () => this.hooks.push({ url: candidate.url, secret: candidate.secret }));
    } else {
      await this.#turn('set secret', () => {
        kept.secret = candidate.secret;
      });
    }
    for (const hook of surplus) await this.#remove(this.hooks, hook, 'remove hook');
    return { webhookId: candidate.url, proof: candidate.proof };
  }

  async removeWebhook(_repository: ProviderRepository, urls: readonly string[]): Promise<boolean> {
    const doomed = await this.#turn('list hooks', () => this.hooks.filter(({ url }) => urls.includes(url)));
    for (const hook of doomed) await this.#remove(this.hooks, hook, 'remove hook');
    return doomed.length > 0;
  }

  setCommitStatus(): Promise<void> {
    return Promise.reject(new Error('No step of a connection sets a status.'));
  }

  compareCommits(): Promise<null> {
    return Promise.resolve(null);
  }

  mergedInto(): Promise<null> {
    return Promise.resolve(null);
  }

  lastMerged(): Promise<readonly []> {
    return Promise.resolve([]);
  }

  holdsCommit(): Promise<null> {
    return Promise.resolve(null);
  }

  redeliverFailed(): Promise<null> {
    return Promise.resolve(null);
  }

  #remove<T>(things: T[], thing: T, what: string): Promise<void> {
    return this.#turn(what, () => {
      const at = things.indexOf(thing);
      if (at >= 0) things.splice(at, 1);
    });
  }
}
