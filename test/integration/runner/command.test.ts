import { describe, expect, it, onTestFinished } from 'vitest';
import { bench, commitSha, completion, ran, read, useBench } from './command-bench.ts';

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
});
