import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endpoints } from '#shared/contract/endpoints.ts';
import { type CallOptions, call } from '#test/call.ts';
import { type StartedProcess, startProcess } from './start-process.ts';

/** One request of each way through the gateway, and what it is answered once the service is ready. */
const probes = (token: string) =>
  [
    ['GET', '/api/health', 200, {}],
    ['GET', '/api/me', 200, { token }],
    ['POST', '/api/webhooks/github/x', 401, { body: {} }],
    ['GET', '/api/projects', 200, { token }],
    ['GET', '/api/nothing', 404, {}],
  ] as const satisfies readonly (readonly [string, string, number, CallOptions])[];

/** Calls every function of the API with values that no function takes or finds. @returns those that fail */
const callEach = async (port: number, token: string): Promise<string[]> => {
  const answers = endpoints.map(async ({ method, path }) => {
    const options = method === 'GET' ? { token } : { token, body: {} };
    const { status } = await call({ port }, method, path.replaceAll(/\{[^}]+\}/g, 'x'), options);
    return status >= 500 ? [`${method} ${path}: ${status}`] : [];
  });
  return (await Promise.all(answers)).flat();
};

/** Calls the API without a break, whether it is there or not. */
class PollingClient {
  /** Answers that tell of a fault. */
  readonly faults: string[] = [];
  answers = 0;
  token = '';
  readonly #port: number;
  readonly #loops: readonly Promise<void>[];
  #ended = false;

  constructor(port: number) {
    this.#port = port;
    this.#loops = probes('').map((_probe, index) => this.#poll(index));
  }

  async end(): Promise<void> {
    this.#ended = true;
    await Promise.all(this.#loops);
  }

  async #poll(index: number): Promise<void> {
    while (!this.#ended) {
      const [method, path, , options] = probes(this.token)[index] ?? probes(this.token)[0];
      // Nothing listens yet, or no longer.
      const answer = await call({ port: this.#port }, method, path, options).catch(() => null);
      if (answer === null) await sleep(3);
      else this.#note(`${method} ${path}`, answer.status);
    }
  }

  #note(probe: string, status: number): void {
    this.answers += 1;
    if (status >= 500) this.faults.push(`${probe}: ${status}`);
  }
}

/** Below the ports that systems give to clients: nobody takes it while the service is down. */
const somePort = (): number => randomInt(20_000, 32_000);

const startAt = async (port: number, directory: string): Promise<StartedProcess | null> =>
  startProcess('--port', String(port), '--state-dir', directory).catch((error: unknown) => {
    if (/Port \d+ cannot be used/.test(String(error))) return null;
    throw error;
  });

export type PolledStarts = {
  /** Answers of 500 and above, at any moment. */
  readonly faults: readonly string[];
  /** What a function answered wrongly after the ready line. */
  readonly wrong: readonly string[];
  /** How many answers the polling client got. */
  readonly answers: number;
};

/**
 * Starts a service again and again on one port and one state directory, under a client that polls from before its first
 * start until its last end. Every other end is a kill -9.
 */
export const pollThroughStarts = async (starts: number): Promise<PolledStarts> => {
  const directory = mkdtempSync(join(tmpdir(), 'ocore-polled-'));
  const port = somePort();
  const client = new PollingClient(port);
  const wrong: string[] = [];
  try {
    for (let start = 0; start < starts; start += 1) {
      const service = await startAt(port, directory);
      // The port belonged to somebody else.
      if (service === null) return await pollThroughStarts(starts);
      client.token = service.apiKey ?? client.token;
      for (const [method, path, expected, options] of probes(client.token)) {
        const { status } = await call({ port }, method, path, options);
        if (status !== expected) wrong.push(`start ${start}: ${method} ${path}: ${status}`);
      }
      // A request that comes too early harms what it asks for, and the client asks for nothing but the probes.
      if (start % 10 === 0) wrong.push(...(await callEach(port, client.token)));
      await service.end(start % 2 === 0 ? 'SIGTERM' : 'SIGKILL');
    }
    return { faults: client.faults, wrong, answers: client.answers };
  } finally {
    await client.end();
    rmSync(directory, { recursive: true, force: true });
  }
};
