import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import { isIP } from 'node:net';
import { type LocalService, type ServiceOptions, startService } from '#infra/local/service.ts';
import { type Answer, type CallOptions, call } from '#test/call.ts';
import { githubHeaders, realRepository } from '#test/fixtures/github.ts';
import { giteaHeaders } from '#test/fixtures/other-providers.ts';
import { AuditJoin, secretsIn } from './audit-join.ts';
import { TableContents } from './table-contents.ts';

export type Webhook = { readonly url: string; readonly secret: string; readonly generation: number };

export type Connected = {
  readonly projectId: string;
  /** `/api/projects/{projectId}` */
  readonly path: string;
  readonly webhook: Webhook;
  readonly repository: Record<string, unknown>;
  /** Environment ids of `main` → Production, `staging` → Staging, `develop` → Development. */
  readonly environments: Readonly<Record<'main' | 'staging' | 'develop', string>>;
};

const dayMs = 86_400_000;

/** Makes every name but this machine's unknown, in this process. */
const resolveThisMachineOnly = (): void => {
  const { lookup } = dns;
  const local = ((hostname: string, ...rest: [never, never]) => {
    if (hostname === 'localhost' || isIP(hostname) !== 0) return lookup(hostname, ...rest);
    const callback = rest.at(-1) as unknown as (error: Error) => void;
    const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: 'ENOTFOUND', hostname });
    return setImmediate(callback, error);
  }) as unknown as typeof lookup;
  Object.assign(dns, { lookup: local });
  syncBuiltinESMExports();
};

/** Collects the log lines of the handlers, which run in this process; whatever else is written passes. */
const collectLog = (take: (line: string) => void): (() => void) => {
  const write = process.stderr.write;
  process.stderr.write = ((chunk: string | Uint8Array, ...rest: never[]) => {
    const text = String(chunk);
    if (!text.startsWith('{"level":')) return write.call(process.stderr, chunk, ...rest);
    take(text.trimEnd());
    return true;
  }) as typeof write;
  return () => {
    process.stderr.write = write;
  };
};

type Options = Pick<ServiceOptions, 'pollMs' | 'signIn' | 'startBuild' | 'authorizerCacheMs'> & {
  /** Why what this service does is not joined to its audit log. */
  readonly unjoined?: string;
};

type Started = {
  readonly logLines: readonly string[];
  readonly release: () => void;
  readonly join: AuditJoin | null;
};

/** The whole service in this process on an embedded engine, nothing kept, with the calls that tests make again and again. */
export class TestService {
  readonly local: LocalService;
  /** Every log line that the handlers have written so far, as text. */
  readonly logLines: readonly string[];
  readonly #port: number;
  readonly #release: () => void;
  readonly #secrets = new Set<string>();
  readonly #join: AuditJoin | null;
  #names = 0;

  private constructor(local: LocalService, { logLines, release, join }: Started) {
    this.local = local;
    this.logLines = logLines;
    this.#port = Number(new URL(local.url).port);
    this.#release = release;
    this.#join = join;
  }

  /**
   * Starts the service, and joins at its end what its requests did to its audit log: a change or a denial without a record, and
   * a secret in a record, fail the file. Whatever a test asks of another host fails at once: no test leaves this machine.
   */
  static async start({ unjoined, ...options }: Options = {}): Promise<TestService> {
    resolveThisMachineOnly();
    const logLines: string[] = [];
    let join: AuditJoin | null = null;
    const release = collectLog((line) => {
      logLines.push(line);
      join?.noteLine(line);
    });
    const local = await startService({ stateDir: null, pollMs: 100, schedules: false, ...options });
    join = unjoined === undefined ? new AuditJoin() : null;
    return new TestService(local, { logLines, release, join });
  }

  /**
   * Starts the service, and does not read the table's stream. What an event starts comes at a time that no test has chosen: it
   * would fall into counts and faults. A test that needs an event delivers it itself. So does what the authorizer reads once a
   * minute: its answers count for a day.
   */
  static async startWithoutStream(options: Parameters<typeof TestService.start>[0] = {}): Promise<TestService> {
    const service = await TestService.start({ authorizerCacheMs: dayMs, ...options });
    await service.local.stream.stop();
    return service;
  }

  async stop(): Promise<void> {
    const faults = await this.#auditFaults();
    await this.local.stop();
    this.#release();
    if (faults.length > 0) throw new Error(`The audit log is not complete:\n${faults.join('\n')}`);
  }

  async #auditFaults(): Promise<readonly string[]> {
    const join = this.#join;
    if (join === null) return [];
    join.close();
    const records = await new TableContents(this).items(({ pk }) => pk.includes('#AUDIT#'));
    return join.faults(records, this.#secrets);
  }

  /** The Owner key of the first organisation. */
  get token(): string {
    if (this.local.apiKey === null) throw new Error('The service was started before.');
    return this.local.apiKey;
  }

  get port(): number {
    return this.#port;
  }

  /** Calls the API as Owner of the first organisation, or with another token. */
  async api(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    const sent = { token: this.token, ...options };
    const answer = await call({ port: this.#port }, method, path, sent);
    if (this.#join !== null) for (const one of [sent.token, ...secretsIn(answer.json)]) this.#secrets.add(one);
    return answer;
  }

  /** Calls the API without any Authorization header. */
  anonymous(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    return call({ port: this.#port }, method, path, options);
  }

  /** A name that no other test of this service has. */
  freshName(prefix = 'Project'): string {
    this.#names += 1;
    return `${prefix} ${this.#names}`;
  }

  /** Creates a project. @returns its path and id */
  async project(body: Record<string, unknown> = {}): Promise<{ readonly id: string; readonly path: string }> {
    const made = expectStatus(
      201,
      await this.api('POST', '/api/projects', { body: { name: this.freshName(), ...body } }),
    );
    return { id: String(made.json.id), path: `/api/projects/${made.json.id}` };
  }

  /** Creates an environment. @returns its id */
  async environment(path: string, body: Record<string, unknown>): Promise<string> {
    const made = expectStatus(201, await this.api('POST', `${path}/environments`, { body }));
    return String(made.json.id);
  }

  /** A project with the manual's three environments, connected to the repository of the published payloads. */
  async connectedProject(): Promise<Connected> {
    const { id, path } = await this.project();
    const main = await this.environment(path, { name: 'Production', type: 'production', branch: 'main' });
    const staging = await this.environment(path, { name: 'Staging', type: 'staging', branch: 'staging' });
    const develop = await this.environment(path, { name: 'Development', type: 'development', branch: 'develop' });
    const body = { repositoryUrl: realRepository.sshUrl, branch: 'main', provider: 'github' };
    const made = expectStatus(201, await this.api('POST', `${path}/repository`, { body }));
    return {
      projectId: id,
      path,
      webhook: made.json.webhook as Webhook,
      repository: made.json,
      environments: { main, staging, develop },
    };
  }

  /** Delivers a payload as GitHub does, signed with the webhook's secret; `headers` may overwrite what GitHub sends. */
  deliver(
    webhook: Pick<Webhook, 'url' | 'secret'>,
    event: string,
    payload: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const rawBody = typeof payload === 'string' ? payload : JSON.stringify(payload);
    return this.anonymous('POST', new URL(webhook.url).pathname, {
      rawBody,
      headers: { ...githubHeaders(event, rawBody, webhook.secret), ...headers },
    });
  }

  /** The id under which a ping is stored, of GitHub or of Gitea, which sends GitHub's headers too. */
  async deliveredPing(webhook: Pick<Webhook, 'url' | 'secret'>): Promise<string> {
    const body = JSON.stringify({ zen: 'Keep it logically awesome.' });
    const answer = await this.deliver(webhook, 'ping', body, giteaHeaders('ping', body, webhook.secret));
    return String(expectStatus(200, answer).json.deliveryId);
  }

  /** Waits until the stream has been read to its end and every target of the bus has run. */
  async settled(): Promise<void> {
    do await this.local.bus.idle();
    while ((await this.local.stream.drain()) > 0);
    await this.local.bus.idle();
  }
}

/** Fails with the whole answer where the status is another. */
export const expectStatus = (status: number, answer: Answer): Answer => {
  if (answer.status !== status) throw new Error(`Expected ${status}, got ${answer.status}: ${answer.text}`);
  return answer;
};
