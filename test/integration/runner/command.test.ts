import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Deployment } from '#shared/contract/deployment.ts';
import type { RunnerResult } from '../../../cli/runner/runner.ts';
import { Bench, type RunnerChanges } from './bench.ts';
import { refusal } from './memory-api.ts';
import { isRunning, until } from './processes.ts';

let bench: Bench;
let commitSha: string;
beforeEach(async () => {
  bench = await Bench.start();
  commitSha = bench.work.push('staging', { 'version.txt': 'one' });
});
afterEach(() => bench.stop());

/** Runs a command for a push to staging. @returns how it was completed */
const ran = async (script: string, changes: RunnerChanges = {}): Promise<RunnerResult | null> => {
  bench.api.queue.push(bench.claim({ branch: 'staging', commitSha }));
  return bench.runner(script, changes).once();
};
const completion = () => bench.api.completions.at(-1)?.completion;
const read = (name: string): string => readFileSync(join(bench.out, name), 'utf8');
const pids = (name: string): string[] => read(name).trim().split('\n');
const timing = { leaseMs: 20_000, heartbeatMs: 50, jitterMs: 10, retryMs: 20 };

describe('a deploy command', () => {
  it('gets the facts and the allowed variables of the host, and nothing that the runner signs in with', async () => {
    const host = {
      OCORE_TOKEN: 'ocore_key_topsecrettoken',
      AWS_SECRET_ACCESS_KEY: 'aws-secret',
      LC_TIME: 'C',
      ODOO_DATABASE: 'staging',
      UNRELATED: 'x',
    };
    Object.assign(process.env, host);
    onTestFinished(() => {
      for (const name of Object.keys(host)) delete process.env[name];
    });

    await ran(`env > "${bench.out}/environment"; pwd > "${bench.out}/directory"`, {
      command: { passEnv: ['ODOO_DATABASE', 'OCORE_TOKEN', 'AWS_SECRET_ACCESS_KEY'] },
    });

    const environment = Object.fromEntries(
      read('environment')
        .trim()
        .split('\n')
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
    expect(environment).toMatchObject({
      OCORE_ENVIRONMENT_NAME: 'Staging',
      OCORE_ENVIRONMENT_TYPE: 'staging',
      OCORE_BRANCH: 'staging',
      OCORE_TAG: '',
      OCORE_COMMIT_SHA: commitSha,
      OCORE_SOURCE_DIR: read('directory').trim(),
      OCORE_UPDATE: 'changed',
      LC_TIME: 'C',
      ODOO_DATABASE: 'staging',
    });
    for (const name of ['OCORE_TOKEN', 'AWS_SECRET_ACCESS_KEY', 'UNRELATED', 'GIT_SSH_COMMAND', 'NODE_CHANNEL_FD']) {
      expect(environment).not.toHaveProperty(name);
    }
    expect(Object.keys(environment).filter((name) => name.startsWith('OCORE_'))).toHaveLength(12);
  });

  it.each([
    ['all', 'all'],
    [['sale_x', 'stock_x'], 'sale_x,stock_x'],
  ])('is told to update %j as OCORE_UPDATE=%s', async (update, variable) => {
    bench.api.queue.push(bench.claim({ branch: 'staging', commitSha, update: update as Deployment['update'] }));

    await bench.runner(`printf %s "$OCORE_UPDATE" > "${bench.out}/update"`).once();

    expect(read('update')).toBe(variable);
  });

  it('gets the arguments that the runner was started with, as they are', async () => {
    await ran(`printf '%s\\n' "$@" > "${bench.out}/arguments"`, {
      command: { arguments: ['--quick', 'a b', '$(id)'] },
    });

    expect(pids('arguments')).toEqual(['--quick', 'a b', '$(id)']);
  });

  it('that fails fails the deployment with its code, and both streams are in the log', async () => {
    await ran('echo to stdout; echo to stderr >&2; exit 3');

    expect(completion()).toMatchObject({ status: 'failed', errorMessage: 'The command ended with code 3.' });
    expect(bench.api.lines).toEqual(expect.arrayContaining(['to stdout', 'to stderr']));
  });

  it('that a signal ends fails the deployment', async () => {
    await ran('kill -SEGV $$');

    expect(completion()).toMatchObject({ status: 'failed', errorMessage: 'The command was ended by SIGSEGV.' });
  });

  it('that cannot be started fails the deployment and says why', async () => {
    await ran('', { command: { file: join(bench.out, 'none') } });

    expect(completion()).toMatchObject({
      status: 'failed',
      statusReason: expect.stringContaining('cannot be started: spawn'),
    });
  });

  it('that hangs and ignores SIGTERM is ended after its time', async () => {
    await ran(`trap '' TERM; echo $$ > "${bench.out}/pids"; while :; do sleep 1; done`, {
      command: { timeoutMs: 1500, graceMs: 300 },
    });

    expect(completion()).toMatchObject({ status: 'failed', statusReason: expect.stringContaining('and was ended') });
    expect(pids('pids').filter(isRunning)).toEqual([]);
  });

  it('may use its grace to clean up', async () => {
    await ran(`trap 'echo cleaned up; exit 0' TERM; while :; do sleep 0.1; done`, {
      command: { timeoutMs: 1500, graceMs: 20_000 },
    });

    expect(completion()).toMatchObject({ status: 'failed' });
    expect(bench.api.lines).toContain('cleaned up');
  });

  it('that forks leaves nothing running: background, own session, daemon', async () => {
    const note = `echo $$ >> "${bench.out}/pids"; sleep 300`;
    await ran(
      [
        `(sh -c '${note}') &`,
        `setsid sh -c '${note}' &`,
        `(setsid sh -c '(${note}) > /dev/null 2>&1 < /dev/null &' &)`,
        `until [ "$(wc -l < "${bench.out}/pids")" -ge 3 ]; do sleep 0.05; done`,
      ].join('\n'),
    );

    expect(completion()).toMatchObject({ status: 'succeeded' });
    expect(pids('pids')).toHaveLength(3);
    await until(() => !pids('pids').some(isRunning));
  });

  it('whose descendant has escaped with the pipe open is over all the same', async () => {
    await ran(`env -i setsid sh -c 'echo $$ > "${bench.out}/pids"; exec sleep 300' &
until [ -s "${bench.out}/pids" ]; do sleep 0.05; done`);

    const [pid = ''] = pids('pids');
    process.kill(Number(pid), 'SIGKILL');
    expect(completion()).toMatchObject({ status: 'succeeded' });
  });

  it('that logs 100 MB is bounded: the beginning, a note, and the end', { timeout: 120_000 }, async () => {
    await ran(`yes 0123456789012345678901234567890123456789 | head -c 100000000; echo; echo the end`);

    expect(completion()).toMatchObject({ status: 'succeeded' });
    const bytes = bench.api.lines.reduce((sum, line) => sum + line.length + 1, 0);
    expect(bytes).toBeLessThan(10_100_000);
    expect(bench.api.lines.length).toBeLessThanOrEqual(100_300);
    expect(Math.max(...bench.api.chunkBytes)).toBeLessThanOrEqual(65_536);
    expect(bench.api.log).toMatch(/ocore: \d+ lines \(\d+ bytes\) are left out here/);
    expect(bench.api.lines.slice(-2)).toEqual(['the end', 'ocore: succeeded']);
  });

  it('that prints the key and the token prints neither, however it does', async () => {
    const copy = join(bench.out, 'copy-of-the-key');
    writeFileSync(copy, bench.key.privateKey);
    const token = 'ocore_key_topsecrettoken';

    await ran(
      [
        `cat "${copy}"; cat "${copy}" >&2; base64 "${copy}"; base64 -w 0 "${copy}"; echo; tr -d '\\n' < "${copy}"; echo`,
        `grep -v -e ----- "${copy}" | tr -d '\\n' | fold -w 33; echo`,
        `od -An -v -tx1 "${copy}" | tr -d ' \\n'; echo`,
        `printf 'token=ocore_key_'; sleep 0.3; printf 'topsecrettoken\\n'; printf %s ${token} | base64`,
        `head -c 9000 /dev/zero | tr '\\0' x; printf %s ${token}; head -c 9000 /dev/zero | tr '\\0' y; echo`,
      ].join('\n'),
    );

    const { log } = bench.api;
    expect(completion()).toMatchObject({ status: 'succeeded' });
    expect(log).not.toContain(token);
    expect(log).not.toContain(Buffer.from(token).toString('base64'));
    const body = bench.key.privateKey
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('-----'))
      .join('');
    const hex = Buffer.from(bench.key.privateKey).toString('hex');
    const base64 = Buffer.from(bench.key.privateKey).toString('base64');
    for (const secret of [body, hex, base64]) {
      for (let at = 0; at + 24 <= secret.length; at += 8) expect(log).not.toContain(secret.slice(at, at + 24));
    }
    expect(log).toContain('token=[redacted]');
  });
});

describe('a deployment that is ended early', () => {
  const hanging = (): string => `echo $$ > "${bench.out}/pids"; while :; do sleep 0.1; done`;
  /** Does something once the command runs. */
  const during = async (what: () => void, script = hanging(), changes: RunnerChanges = {}) => {
    const outcome = ran(script, { timing, ...changes });
    await until(() => existsSync(join(bench.out, 'pids')) && read('pids') !== '');
    what();
    return outcome;
  };

  it('is cancelled when a person asks for it', async () => {
    const outcome = await during(() => {
      bench.api.cancel = true;
    });

    expect(outcome).toBe('cancelled');
    expect(completion()).toMatchObject({ status: 'cancelled' });
    expect(pids('pids').filter(isRunning)).toEqual([]);
  });

  it('is cancelled while git still fetches, too', async () => {
    bench.onFetch = () => {
      bench.api.cancel = true;
    };

    expect(await ran('exit 0', { timing })).toBe('cancelled');
    expect(bench.api.completions).toHaveLength(1);
  });

  it.each([
    ['the lease is lost', refusal(409, 'lease_lost')],
    ['it has ended already', refusal(409, 'deployment_already_finished')],
    ['the project is gone', refusal(404, 'not_found')],
    ['no heartbeat succeeds until the lease is over', refusal(503, 'service_unavailable'), 2500],
  ])('is left without a completion when %s, and its command is ended', async (_when, failure, leaseMs = 20_000) => {
    const outcome = await during(
      () => {
        bench.api.failing = failure;
      },
      hanging(),
      { timing: { ...timing, leaseMs } },
    );

    expect(outcome).toBe('lease_lost');
    expect(bench.api.completions).toEqual([]);
    expect(pids('pids').filter(isRunning)).toEqual([]);
  });

  it('fails when the runner is stopped', async () => {
    bench.api.queue.push(bench.claim({ branch: 'staging', commitSha }));
    const runner = bench.runner(hanging(), { timing });
    const started = runner.start();
    await until(() => existsSync(join(bench.out, 'pids')) && read('pids') !== '');

    runner.stop();
    await started;

    expect(completion()).toMatchObject({
      status: 'failed',
      statusReason: expect.stringContaining('runner was stopped'),
    });
    expect(pids('pids').filter(isRunning)).toEqual([]);
  });

  it('is not ended when the runner is only to take no more', async () => {
    bench.api.queue.push(bench.claim({ branch: 'staging', commitSha }), bench.claim({ branch: 'staging', commitSha }));
    const runner = bench.runner(`echo $$ > "${bench.out}/pids"; sleep 1`, { timing });
    const started = runner.start();
    await until(() => existsSync(join(bench.out, 'pids')));

    runner.drain();
    await started;

    expect(bench.api.completions).toHaveLength(1);
    expect(completion()).toMatchObject({ status: 'succeeded' });
  });

  it('goes on over a heartbeat and a log chunk that fail in passing', async () => {
    const outcome = await during(
      () => {
        bench.api.failing = refusal(503, 'service_unavailable');
        setTimeout(() => {
          bench.api.failing = null;
        }, 200);
      },
      `echo $$ > "${bench.out}/pids"; sleep 1; echo done`,
      { timing },
    );

    expect(outcome).toBe('succeeded');
    expect(bench.api.lines).toContain('done');
  });

  it('is over at once where its watchdog is killed, and nothing is left running', async () => {
    await during(() => {
      const [pid = ''] = pids('pids');
      const parent = /^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      process.kill(Number(parent), 'SIGKILL');
    });

    expect(completion()).toMatchObject({ status: 'failed', errorMessage: 'The command was ended by SIGKILL.' });
    await until(() => !pids('pids').some(isRunning));
  });
});

describe('a runner without work', () => {
  it('takes nothing', async () => {
    expect(await bench.runner('exit 1').once()).toBeNull();
  });

  it('goes on asking over a failure in passing, and ends where the service refuses it for good', async () => {
    const answers = [refusal(503, 'service_unavailable'), null, refusal(403, 'permission_missing')];
    bench.api.claim = async () => {
      const answer = answers.shift() ?? null;
      if (answer !== null) throw answer;
      return null;
    };

    await expect(bench.runner('exit 1').start()).rejects.toThrow('permission_missing');
    expect(answers).toEqual([]);
  });
});
