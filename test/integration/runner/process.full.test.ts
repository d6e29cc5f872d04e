import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root } from '#test/run-command.ts';
import { keyRoot } from '../../../cli/runner/private-directory.ts';
import { Bench } from './bench.ts';
import { HttpApi } from './http-api.ts';
import { isRunning, processesWith, until } from './processes.ts';

let bench: Bench;
let http: HttpApi;
let commitSha: string;
beforeEach(async () => {
  bench = await Bench.start();
  http = await HttpApi.start(bench.api);
  commitSha = bench.work.push('staging', { 'version.txt': 'one' });
});
afterEach(async () => {
  http.stop();
  await bench.stop();
});

type Started = { readonly child: ChildProcess; readonly ended: Promise<number | null>; output: string };

/** Starts `ocore runner` as people start it, through its launcher. */
const start = (what: 'start' | 'once', script: string, ...more: readonly string[]): Started => {
  const { deployment } = bench.claim({});
  const options = [
    '--project',
    deployment.projectId,
    '--environment',
    deployment.environmentId,
    '--work-dir',
    bench.workRoot,
  ];
  const child = spawn('cli/bin/ocore', ['runner', what, ...options, '--command', script, '--grace', '1', ...more], {
    cwd: root,
    env: { PATH: process.env.PATH, OCORE_API_URL: http.url, OCORE_TOKEN: 'ocore_key_topsecrettoken' },
  });
  const started: Started = {
    child,
    output: '',
    ended: new Promise((resolve) => child.once('close', (code) => resolve(code))),
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      started.output += chunk.toString();
    });
  }
  return started;
};
/** Private directories that processes have left. */
const leftBy = (pids: readonly (number | undefined)[]): string[] =>
  [keyRoot(), bench.workRoot]
    .flatMap((directory) => readdirSync(directory))
    .filter((name) => pids.some((pid) => new RegExp(`^ocore-runner-\\d+-${pid}-`).test(name)));
const push = (): string => {
  const claim = bench.claim({ branch: 'staging', commitSha });
  bench.api.queue.push(claim);
  return claim.deployment.id;
};
const pids = (): string[] => {
  const file = join(bench.out, 'pids');
  // A shell makes the file a moment before it writes to it.
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
};
/** A command that does not end, with a child in a session of its own. */
const hanging = (): string =>
  bench.script(
    `echo $$ >> "${bench.out}/pids"\nsetsid sh -c 'echo $$ >> "${bench.out}/pids"; exec sleep 300' &\nsleep 300`,
  );

// Park–Miller: the same ten points in every run.
const chance = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
};

describe('a runner that is killed with kill -9', () => {
  it('at ten random points leaves no command running, and no key once the next has started', async () => {
    const random = chance(20_261_126);
    const killed: (number | undefined)[] = [];
    const stages: readonly ((id: string) => () => boolean)[] = [
      () => () => true,
      () => () => bench.api.queue.length === 0,
      () => {
        const before = bench.ssh.commands.length;
        return () => bench.ssh.commands.length > before;
      },
      (id) => () => processesWith(`OCORE_DEPLOYMENT_ID=${id}`).length > 0,
    ];
    for (let round = 0; round < 10; round += 1) {
      bench.api.queue.length = 0;
      const id = push();
      const stage = stages[round % stages.length]?.(id) ?? (() => true);
      const runner = start('start', hanging());
      killed.push(runner.child.pid);
      await until(stage);
      await sleep(random(400));
      runner.child.kill('SIGKILL');
      await runner.ended;

      await until(() => processesWith(`OCORE_DEPLOYMENT_ID=${id}`).length === 0 && !pids().some(isRunning));
      await until(() => killed.every((pid) => processesWith(`-${pid}-`).length === 0));
    }
    bench.api.queue.length = 0;
    const next = push();

    const code = await start('once', bench.script(`cp version.txt "${bench.out}/deployed"`)).ended;

    expect(code).toBe(0);
    expect(bench.api.completions).toEqual([
      { deploymentId: next, completion: expect.objectContaining({ status: 'succeeded' }) },
    ]);
    expect(readFileSync(join(bench.out, 'deployed'), 'utf8')).toBe('one');
    expect(leftBy(killed)).toEqual([]);
  });
});

describe('a runner that is stopped', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'by %s ends its command, says so to the service, and leaves nothing',
    async (signal) => {
      const id = push();
      const runner = start('start', hanging());
      await until(() => pids().length === 2);

      runner.child.kill(signal);

      expect(await runner.ended).toBe(signal === 'SIGINT' ? 130 : 0);
      expect(bench.api.completions).toMatchObject([{ deploymentId: id, completion: { status: 'failed' } }]);
      expect(runner.output).toContain(`${id} failed\n`);
      // Killed, and dead as soon as the machine has a moment for it.
      await until(() => !pids().some(isRunning));
      expect(leftBy([runner.child.pid])).toEqual([]);
    },
  );

  it('by Ctrl-C twice ends at once, and leaves nothing', async () => {
    push();
    const script = bench.script(`trap '' TERM\necho $$ >> "${bench.out}/pids"\nwhile :; do sleep 1; done`);
    const runner = start('start', script, '--grace', '600');
    await until(() => pids().length === 1);

    runner.child.kill('SIGINT');
    await until(() => runner.output.includes('SIGINT: stopping'));
    runner.child.kill('SIGINT');

    expect(await runner.ended).toBe(130);
    await until(() => !pids().some(isRunning));
    expect(leftBy([runner.child.pid])).toEqual([]);
  });

  it('by SIGQUIT lets its command finish first', async () => {
    push();
    const runner = start('start', bench.script(`echo $$ >> "${bench.out}/pids"; sleep 1`));
    await until(() => pids().length === 1);

    runner.child.kill('SIGQUIT');

    expect(await runner.ended).toBe(0);
    expect(bench.api.completions).toMatchObject([{ completion: { status: 'succeeded' } }]);
  });
});

describe('a runner whose output nobody reads any more', () => {
  it.each(['stdout', 'stderr'] as const)(
    'lets its command finish, says so to the service, and ends: %s',
    async (stream) => {
      const id = push();
      const runner = start('start', bench.script(`while [ ! -e "${bench.out}/go" ]; do sleep 0.05; done; exit 1`));
      await until(() => processesWith(`OCORE_DEPLOYMENT_ID=${id}`).length > 0);
      runner.child[stream]?.destroy();
      push();

      writeFileSync(join(bench.out, 'go'), '');

      expect(await runner.ended).toBe(0);
      expect(bench.api.completions).toMatchObject([{ deploymentId: id, completion: { status: 'failed' } }]);
      expect(bench.api.queue).toHaveLength(1);
    },
  );
});

describe('ocore runner once', () => {
  it('ends with 9 where the deployment failed', async () => {
    const id = push();

    const runner = start('once', bench.script('exit 1'));

    expect(await runner.ended).toBe(9);
    expect(runner.output).toContain(`${id} failed\n`);
  });

  it('ends with 0 where nothing is queued, and says so', async () => {
    const runner = start('once', bench.script('exit 1'));

    expect(await runner.ended).toBe(0);
    expect(runner.output).toBe('ocore: nothing is queued.\n');
  });

  it('hands on what stands after --', async () => {
    push();

    await start('once', bench.script(`printf '%s\\n' "$@" > "${bench.out}/arguments"`), '--', '--quick', 'a b').ended;

    expect(readFileSync(join(bench.out, 'arguments'), 'utf8')).toBe('--quick\na b\n');
  });

  it.each([
    ['--command', '/nonexistent/deploy.sh', 'not there, or not executable'],
    ['--command', '/tmp', 'is not a program'],
    ['--work-dir', '/nonexistent', 'is not a directory'],
    ['--cache-dir', '/nonexistent', 'is not a directory'],
    ['--cache-dir', '/tmp', 'who alone may write to it: chmod 700'],
    ['--timeout', '0', '--timeout must be a number above 0'],
    ['--grace', 'soon', '--grace must be a number above 0'],
    ['--pass-env', 'OCORE_TOKEN', 'OCORE_TOKEN is never passed on'],
    ['--pass-env', 'AWS_SECRET_ACCESS_KEY', 'AWS_SECRET_ACCESS_KEY is never passed on'],
    ['--project', 'Odoo', '--project must be an id'],
    ['--environment', 'Staging', '--environment must be an id'],
  ])('refuses %s %s', async (option, value, message) => {
    const runner = start('once', bench.script('exit 0'), option, value);

    expect(await runner.ended).toBe(2);
    expect(runner.output).toContain(message);
  });
});
