import { spawn } from 'node:child_process';
import { root } from './run-command.ts';

/** A command that runs, and what it has printed so far. */
export type Started = {
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly type: (text: string) => void;
  readonly signal: (name: NodeJS.Signals) => void;
  readonly ended: Promise<number | null>;
};

/** Starts a command that a test talks to while it runs. */
export const startCommand = (command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Started => {
  const child = spawn(command, [...args], { cwd: root, env: { ...process.env, ...env } });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  child.stdin.on('error', () => undefined);
  return {
    stdout: () => stdout,
    stderr: () => stderr,
    type: (text) => child.stdin.write(text),
    signal: (name) => child.kill(name),
    ended: new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    }),
  };
};

/** Starts a command line on a terminal of its own, by `script` of util-linux: all that it prints is in `stdout`. */
export const startOnTerminal = (line: string, env: NodeJS.ProcessEnv = {}): Started =>
  startCommand('script', ['-qefc', line, '/dev/null'], { TERM: 'xterm', ...env });
