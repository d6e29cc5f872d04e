import { type ChildProcess, spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { freePort, onFreePort } from '#infra/local/free-port.ts';
import { run, toolPath } from './python-tool.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = join(root, 'node_modules', '.bin');
const region = 'us-east-1';
/** What Lambda's Node.js brings, and custom resources of CDK use: the AWS SDK, and no other package. */
const runtimePackages = 'runtime-packages';

const LambdaState = z.looseObject({
  payload: z.looseObject({ dynamodb_stream_positions: z.looseObject({ data: z.record(z.string(), z.number()) }) }),
});

/**
 * What `cdk` has to know to synthesize for an emulated AWS, before one runs. Node 24 is first on the path. It asks for the account
 * where nobody answers, and then takes the one that is named here.
 */
export const cdkEnvironment = {
  PATH: `${bin}:${process.env.PATH}`,
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  CDK_DEFAULT_ACCOUNT: '000000000000',
  CDK_DEFAULT_REGION: region,
  CDK_DISABLE_CLI_TELEMETRY: 'true',
} as const;

/** An emulated AWS whose state survives a restart, so that the same deployment can be tried with its roles enforced. */
export class MiniStack {
  readonly #executable: string;
  readonly #state: string;
  #port = 0;
  #process: ChildProcess | null = null;

  private constructor(executable: string, state: string) {
    this.#executable = executable;
    this.#state = state;
  }

  static create(): MiniStack {
    const state = mkdtempSync(join(tmpdir(), 'ocore-ministack-'));
    mkdirSync(join(state, runtimePackages));
    symlinkSync(join(root, 'node_modules/@aws-sdk'), join(state, runtimePackages, '@aws-sdk'));
    return new MiniStack(toolPath('ministack'), state);
  }

  /** What a client of this AWS needs in its environment, and the Lambdas, which run on the Node of the path. */
  get environment(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      ...cdkEnvironment,
      AWS_ENDPOINT_URL: `http://localhost:${this.#port}`,
    };
  }

  get endpoint(): string {
    return `http://localhost:${this.#port}`;
  }

  /** What a client of the AWS SDK needs. */
  get settings() {
    return { endpoint: this.endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  }

  get port(): number {
    return this.#port;
  }

  /**
   * Starts it on a free port, and after a stop on the port that it had, which its state names.
   * @param enforceRoles whether each call is checked against the policies of its role
   */
  async start(enforceRoles: boolean): Promise<void> {
    const port = this.#port;
    const started = await onFreePort(
      (candidate) => this.#startOn(candidate, enforceRoles),
      port === 0 ? freePort : async () => port,
    );
    if (started === null) throw new Error(`MiniStack found no free port; its log is ${this.#log}.`);
  }

  get #log(): string {
    return join(this.#state, 'log.txt');
  }

  async #startOn(port: number, enforceRoles: boolean): Promise<true | null> {
    this.#port = port;
    const log = openSync(this.#log, 'w');
    const child = spawn(this.#executable, [], {
      env: {
        ...this.environment,
        GATEWAY_PORT: String(port),
        PERSIST_STATE: '1',
        STATE_DIR: this.#state,
        NODE_PATH: join(this.#state, runtimePackages),
        ...(enforceRoles ? { AUTH: 'true' } : {}),
      },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.#process = child;
    for (let attempt = 0; attempt < 1200 && child.exitCode === null; attempt += 1) {
      const up = await fetch(`${this.endpoint}/_ministack/health`).then(
        (response) => response.ok,
        () => false,
      );
      if (up) return true;
      await sleep(100);
    }
    const said = readFileSync(this.#log, 'utf8');
    if (child.exitCode !== null && /address already in use/i.test(said)) return null;
    throw new Error(`MiniStack did not start: ${said}`);
  }

  async stop(): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child === null || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
    this.#forgetStreamPositions();
  }

  /**
   * Where the emulator differs from AWS: it keeps how far a stream was read over a restart, but not the stream's records, so
   * that what is written afterwards would count as read already.
   */
  #forgetStreamPositions(): void {
    const file = join(this.#state, 'lambda.json');
    if (!existsSync(file)) return;
    const state = LambdaState.parse(JSON.parse(readFileSync(file, 'utf8')));
    state.payload.dynamodb_stream_positions.data = {};
    writeFileSync(file, JSON.stringify(state));
  }

  /** Stops it and deletes its state. */
  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.#state, { recursive: true, force: true });
  }

  /** Runs the pinned real cdk CLI. */
  cdk(...args: readonly string[]): string {
    return this.cdkIn(root, ...args);
  }

  /** Runs it in the folder of another app. */
  cdkIn(folder: string, ...args: readonly string[]): string {
    return run(join(bin, 'cdk'), [...args, '--no-notices'], this.environment, folder);
  }

  /** Runs the ocore CLI. @returns standard output */
  ocore(...args: readonly string[]): string {
    return run(join(bin, 'ocore'), args, this.environment);
  }
}
