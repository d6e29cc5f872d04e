import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

const version = '1.5.33';
const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = join(root, 'node_modules', '.bin');
const region = 'us-east-1';

const LambdaState = z.looseObject({
  payload: z.looseObject({ dynamodb_stream_positions: z.looseObject({ data: z.record(z.string(), z.number()) }) }),
});

const run = (command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): string => {
  const { status, stdout, stderr, error } = spawnSync(command, [...args], {
    cwd: root,
    env,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0)
    throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${error ?? ''}\n${stdout}\n${stderr}`);
  return stdout;
};

/** Installs MiniStack into a virtual environment of its own, once. */
const install = (): string => {
  const folder = join(root, 'node_modules', '.cache', `ministack-${version}`);
  const executable = join(folder, 'bin', 'ministack');
  if (existsSync(executable)) return executable;
  mkdirSync(join(folder, '..'), { recursive: true });
  try {
    execFileSync('python3', ['-m', 'venv', folder], { stdio: 'pipe' });
  } catch (error) {
    throw new Error('The emulated deploy needs python3 with venv (Debian: apt-get install python3-venv).', {
      cause: error,
    });
  }
  run(join(folder, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', `ministack==${version}`]);
  return executable;
};

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(address !== null && typeof address === 'object' ? address.port : 0));
    });
  });

/** An emulated AWS whose state survives a restart, so that the same deployment can be tried with its roles enforced. */
export class MiniStack {
  readonly #executable: string;
  readonly #port: number;
  readonly #state: string;
  #process: ChildProcess | null = null;

  private constructor(executable: string, port: number, state: string) {
    this.#executable = executable;
    this.#port = port;
    this.#state = state;
  }

  static async create(): Promise<MiniStack> {
    return new MiniStack(install(), await freePort(), mkdtempSync(join(tmpdir(), 'ocore-ministack-')));
  }

  /** What a client of this AWS needs in its environment. Node 24 is first on the path: the Lambdas run on it. */
  get environment(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      PATH: `${bin}:${process.env.PATH}`,
      AWS_ENDPOINT_URL: `http://localhost:${this.#port}`,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      CDK_DEFAULT_ACCOUNT: '000000000000',
      CDK_DEFAULT_REGION: region,
      CDK_DISABLE_CLI_TELEMETRY: 'true',
    };
  }

  get endpoint(): string {
    return `http://localhost:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  /** @param enforceRoles whether each call is checked against the policies of its role */
  async start(enforceRoles: boolean): Promise<void> {
    const log = openSync(join(this.#state, 'log.txt'), 'a');
    this.#process = spawn(this.#executable, [], {
      env: {
        ...this.environment,
        GATEWAY_PORT: String(this.#port),
        PERSIST_STATE: '1',
        STATE_DIR: this.#state,
        ...(enforceRoles ? { AUTH: 'true' } : {}),
      },
      stdio: ['ignore', log, log],
    });
    for (let attempt = 0; attempt < 300; attempt += 1) {
      const up = await fetch(`${this.endpoint}/_ministack/health`).then(
        (response) => response.ok,
        () => false,
      );
      if (up) return;
      await sleep(100);
    }
    throw new Error(`MiniStack did not start; its log is ${join(this.#state, 'log.txt')}.`);
  }

  async stop(): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child === null) return;
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
    return run(join(bin, 'cdk'), [...args, '--no-notices'], this.environment);
  }

  /** Runs the ocore CLI. @returns standard output */
  ocore(...args: readonly string[]): string {
    return run(join(bin, 'ocore'), args, this.environment);
  }
}
