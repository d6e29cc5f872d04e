import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as z from 'zod';
import { root } from '#test/run-command.ts';

const Line = z.object({ url: z.string(), apiKey: z.string() });
const startMs = 30_000;

/** `npm start -- --ephemeral` as a user starts it, on a port of its own. */
export class Served {
  readonly port: number;
  readonly token: string;
  readonly pid: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, line: z.infer<typeof Line>) {
    this.#child = child;
    this.pid = child.pid ?? 0;
    this.port = Number(new URL(line.url).port);
    this.token = line.apiKey;
  }

  static async start(): Promise<Served> {
    // Its log lines go nowhere: they are no part of what is measured.
    const child = spawn('npm', ['start', '--silent', '--', '--ephemeral', '--json', '--port', '0'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    });
    const text = await new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('npm start did not serve in time.')), startMs);
      let said = '';
      child.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (!said.includes('\n')) return;
        clearTimeout(timer);
        resolve(said);
      });
      child.once('exit', () => reject(new Error('npm start ended before it served.')));
    });
    return new Served(child, Line.parse(JSON.parse(text)));
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    // The whole group, as Ctrl-C in a terminal.
    process.kill(-this.pid, 'SIGINT');
    await ended;
  }
}
