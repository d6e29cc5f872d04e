import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Deployment } from '#shared/contract/deployment.ts';
import {
  bench,
  commitSha,
  completion,
  during,
  free,
  hanging,
  isNoted,
  overdue,
  pids,
  ran,
  read,
  timing,
  untilFree,
  useBench,
} from './command-bench.ts';
import { refusal } from './memory-api.ts';
import { isRunning, until } from './processes.ts';

useBench();

describe('a deploy command', () => {
  it.each([
    ['all', 'all'],
    [['sale_x', 'stock_x'], 'sale_x,stock_x'],
  ])('is told to update %j as OCORE_UPDATE=%s', async (update, variable) => {
    bench.api.queue.push(bench.claim({ branch: 'staging', commitSha, update: update as Deployment['update'] }));

    await bench.runner(`printf %s "$OCORE_UPDATE" > "${bench.out}/update"`).once();

    expect(read('update')).toBe(variable);
  });

  it('that a signal ends fails the deployment', async () => {
    await ran('kill -SEGV $$');

    expect(completion()).toMatchObject({ status: 'failed', errorMessage: 'The command was ended by SIGSEGV.' });
  });

  it('that hangs and ignores SIGTERM is ended after its time', async () => {
    await overdue(`trap '' TERM; echo $$ > "${bench.out}/pids"; while :; do sleep 1; done`, 300);

    expect(completion()).toMatchObject({ status: 'failed', statusReason: expect.stringContaining('and was ended') });
    expect(pids('pids').filter(isRunning)).toEqual([]);
  });

  it('may use its grace to clean up', async () => {
    await overdue(
      `trap 'echo cleaned up; exit 0' TERM; echo $$ > "${bench.out}/pids"; while :; do sleep 0.1; done`,
      600_000,
    );

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

  it('that logs 100 MB is bounded: the beginning, a note, and the end', async () => {
    await ran(`yes 0123456789012345678901234567890123456789 | head -c 100000000; echo; echo the end`);

    expect(completion()).toMatchObject({ status: 'succeeded' });
    const bytes = bench.api.lines.reduce((sum, line) => sum + line.length + 1, 0);
    expect(bytes).toBeLessThan(10_100_000);
    expect(bench.api.lines.length).toBeLessThanOrEqual(100_300);
    expect(Math.max(...bench.api.chunkBytes)).toBeLessThanOrEqual(65_536);
    expect(bench.api.log).toMatch(/ocore: \d+ lines \(\d+ bytes\) are left out here/);
    expect(bench.api.lines.slice(-2)).toEqual(['the end', 'ocore: succeeded']);
  });

  it('gets the arguments that the runner was started with, as they are', async () => {
    await ran(`printf '%s\\n' "$@" > "${bench.out}/arguments"`, {
      command: { arguments: ['--quick', 'a b', '$(id)'] },
    });

    expect(pids('arguments')).toEqual(['--quick', 'a b', '$(id)']);
  });

  it('that cannot be started fails the deployment and says why', async () => {
    await ran('', { command: { file: join(bench.out, 'none') } });

    expect(completion()).toMatchObject({
      status: 'failed',
      statusReason: expect.stringContaining('cannot be started: spawn'),
    });
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
    ['no heartbeat succeeds until the lease is over', refusal(503, 'service_unavailable'), timing.leaseMs],
  ])('is left without a completion when %s, and its command is ended', async (_when, failure, passedMs = 0) => {
    const outcome = await during(() => {
      bench.api.failing = failure;
      const now = performance.now.bind(performance);
      const clock = vi.spyOn(performance, 'now').mockImplementation(() => now() + passedMs);
      onTestFinished(() => clock.mockRestore());
    });

    expect(outcome).toBe('lease_lost');
    expect(bench.api.completions).toEqual([]);
    expect(pids('pids').filter(isRunning)).toEqual([]);
  });

  it('fails when the runner is stopped', async () => {
    bench.api.queue.push(bench.claim({ branch: 'staging', commitSha }));
    const runner = bench.runner(hanging(), { timing });
    const started = runner.start();
    await until(isNoted);

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
    const runner = bench.runner(`echo $$ > "${bench.out}/pids"; ${untilFree()}`, { timing });
    const started = runner.start();
    await until(isNoted);

    runner.drain();
    free();
    await started;

    expect(bench.api.completions).toHaveLength(1);
    expect(completion()).toMatchObject({ status: 'succeeded' });
  });

  it('goes on over a heartbeat and a log chunk that fail in passing', async () => {
    const outcome = ran(`echo $$ > "${bench.out}/pids"; ${untilFree()}; echo done`, { timing });
    await until(isNoted);
    bench.api.failing = refusal(503, 'service_unavailable');
    const beats = bench.api.beats;
    await until(() => bench.api.beats > beats && bench.api.refusedChunks > 0);
    bench.api.failing = null;
    free();

    expect(await outcome).toBe('succeeded');
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

  it('is cancelled when a person asks for it', async () => {
    const outcome = await during(() => {
      bench.api.cancel = true;
    });

    expect(outcome).toBe('cancelled');
    expect(completion()).toMatchObject({ status: 'cancelled' });
    expect(pids('pids').filter(isRunning)).toEqual([]);
  });
});

describe('a runner without work', () => {
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

  it('takes nothing', async () => {
    expect(await bench.runner('exit 1').once()).toBeNull();
  });
});
