import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bench, commitSha, completion, during, pids, ran, read, useBench } from './command-bench.ts';
import { isRunning } from './processes.ts';

useBench();

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
    expect(Object.keys(environment).filter((name) => name.startsWith('OCORE_'))).toHaveLength(14);
  });

  it('that fails fails the deployment with its code, and both streams are in the log', async () => {
    await ran('echo to stdout; echo to stderr >&2; exit 3');

    expect(completion()).toMatchObject({ status: 'failed', errorMessage: 'The command ended with code 3.' });
    expect(bench.api.lines).toEqual(expect.arrayContaining(['to stdout', 'to stderr']));
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
  it('is cancelled when a person asks for it', async () => {
    const outcome = await during(() => {
      bench.api.cancel = true;
    });

    expect(outcome).toBe('cancelled');
    expect(completion()).toMatchObject({ status: 'cancelled' });
    expect(pids('pids').filter(isRunning)).toEqual([]);
  });
});
