import { Claim } from '#shared/contract/runner.ts';
import type { Answer } from '#test/call.ts';
import { type Connected, expectStatus, type TestService } from './test-service.ts';

/** What a runner does through the API, without a checkout: claim, heartbeat, log, complete. */
export class TestRunner {
  readonly #service: TestService;
  readonly #path: string;
  readonly #environmentId: string;
  readonly #token: string;

  constructor(service: TestService, path: string, environmentId: string, token = service.token) {
    this.#service = service;
    this.#path = path;
    this.#environmentId = environmentId;
    this.#token = token;
  }

  #post(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.#service.api('POST', `${this.#path}/${path}`, { body, token: this.#token, headers });
  }

  tryClaim(waitSeconds = 0, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.#post(`environments/${this.#environmentId}/claim`, { runner: 'build-1', waitSeconds }, headers);
  }

  /** @throws Error where nothing was to be claimed */
  async claim(): Promise<Claim> {
    return Claim.parse(expectStatus(200, await this.tryClaim()).json);
  }

  heartbeat(deployment: string, lease: string, facts: Readonly<Record<string, unknown>> = {}): Promise<Answer> {
    return this.#post(`deployments/${deployment}/heartbeat`, { lease, ...facts });
  }

  logs(deployment: string, lease: string, seq: number, texts: readonly string[]): Promise<Answer> {
    const lines = texts.map((text) => ({ at: '2026-11-26T10:00:00.000Z', text }));
    return this.#post(`deployments/${deployment}/logs`, { lease, seq, lines });
  }

  complete(
    deployment: string,
    lease: string,
    over: Readonly<Record<string, unknown>> = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    return this.#post(`deployments/${deployment}/complete`, { lease, status: 'succeeded', ...over }, headers);
  }

  /** Claims what is queued and ends it. @returns its id */
  async run(over: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const { deployment, lease } = await this.claim();
    expectStatus(204, await this.complete(deployment.id, lease.token, over));
    return deployment.id;
  }
}

/** Deploys by hand. @returns the id */
export const deploy = async (
  service: TestService,
  { path, environments }: Pick<Connected, 'path' | 'environments'>,
  body: Readonly<Record<string, unknown>> = {},
): Promise<string> => {
  const order = { environmentId: environments.staging, branch: 'staging', ...body };
  return String(expectStatus(202, await service.api('POST', `${path}/deploy`, { body: order })).json.id);
};

/** The n-th commit of a test. */
export const commitOf = (n: number): string => n.toString(16).padStart(40, '0');
