import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { delimiter } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { root, runCommand } from '#test/run-command.ts';
import { admin, createOrganization, ocore, service, useService } from './cli-bench.ts';

useService();

describe('ocore admin create-organization', () => {
  it('says that a slug is taken', async () => {
    await createOrganization('taken');

    const { code, stdout, stderr } = await createOrganization('taken');

    expect(code).toBe(7);
    expect(stdout).toBe('');
    expect(stderr).toContain('slug: taken is taken. Choose another one.');
  });

  it('repeated with what its key is made of gives the same key, and to nobody else', async () => {
    const url = `${service.local.adminEndpoint}/2015-03-31/functions/ocore-create-organization/invocations`;
    const invoke = async (firstKey: object): Promise<Record<string, unknown>> => {
      const body = JSON.stringify({ slug: 'repeated', name: 'Repeated', firstKey });
      return (await (await fetch(url, { method: 'POST', body })).json()) as Record<string, unknown>;
    };
    const firstKey = { id: '01KB0000000000000000000000', secret: 'ab'.repeat(32) };
    const made = await invoke(firstKey);

    const again = await invoke(firstKey);
    const others = [await invoke({ ...firstKey, secret: 'cd'.repeat(32) }), await invoke({ ...firstKey, id: 'x' })];

    expect(again).toEqual(made);
    expect(others.map(({ errorType }) => errorType)).toEqual(['name_taken', 'validation_failed']);
  });

  it('says what a slug must be', async () => {
    const { code, stderr } = await createOrganization('Not A Slug');

    expect(code).toBe(2);
    expect(stderr).toContain('slug: must have 1 to 63 lower-case letters, digits and dashes');
  });

  it('is refused without the key in the endpoint', async () => {
    const endpoint = new URL(service.local.adminEndpoint);

    const { code, stderr } = await createOrganization('nobody', {
      OCORE_ADMIN_ENDPOINT: `${endpoint.origin}/OCORE${'0'.repeat(32)}`,
    });

    expect(code).toBe(4);
    expect(stderr).toContain('OCORE_ADMIN_ENDPOINT does not take the call.');
    expect(stderr).not.toContain('0'.repeat(32));
  });

  it('says what to do where nothing serves at the endpoint', async () => {
    const { code, stderr } = await createOrganization('nobody', { OCORE_ADMIN_ENDPOINT: 'http://127.0.0.1:9/OCORE' });

    expect(code).toBe(8);
    expect(stderr).toContain('OCORE_ADMIN_ENDPOINT does not take the call.');
  });

  it('sends the key of an endpoint over plain http to no other machine', async () => {
    const { code, stderr } = await createOrganization('nobody', { OCORE_ADMIN_ENDPOINT: 'http://10.0.0.1/OCORE' });

    expect(code).toBe(2);
    expect(stderr).toContain('OCORE_ADMIN_ENDPOINT begins with http://');
  });

  const withoutAws = {
    OCORE_ADMIN_ENDPOINT: undefined,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PROFILE: undefined,
    AWS_REGION: undefined,
    AWS_DEFAULT_REGION: undefined,
    AWS_ACCESS_KEY_ID: undefined,
    AWS_SECRET_ACCESS_KEY: undefined,
    AWS_SESSION_TOKEN: undefined,
  };

  it.each([
    ['region', {}, 2, 'No AWS region is set. Set AWS_REGION'],
    ['credential', { AWS_REGION: 'eu-central-1' }, 4, 'There are no AWS credentials ('],
  ])('says what to do where there is no %s', async (_what, env, expected, sentence) => {
    const { code, stderr } = await createOrganization('nobody', { ...withoutAws, ...env });

    expect(code).toBe(expected);
    expect(stderr).toContain(`ocore: ${sentence}`);
  });
});

describe('the exit code of ocore', () => {
  it.each([
    { what: 'no command line error', args: ['--help'], code: 0 },
    { what: 'an unknown command', args: ['nothing'], code: 2 },
    { what: 'an unknown flag', args: ['project', 'create', '--colour', 'red'], code: 2 },
    { what: 'a missing flag', args: ['project', 'create'], code: 2 },
    {
      what: 'a provider that there is not',
      args: ['project', 'connect-repo', 'x', '--url', 'y', '--provider', 'svn'],
      code: 2,
    },
    { what: 'nothing to update', args: ['project', 'update', 'prj_x'], code: 2 },
    { what: 'a project that there is not', args: ['project', 'update', 'prj_x', '--name', 'y'], code: 6 },
    { what: 'a value that the API refuses', args: ['project', 'create', '--name', ' '], code: 2 },
  ])('is $code for $what', async ({ args, code }) => {
    expect((await ocore(args)).code).toBe(code);
  });

  it('is 4 without a token, and says where it comes from', async () => {
    const { code, stderr } = await ocore(['project', 'create', '--name', 'x'], { OCORE_TOKEN: '' });

    expect(code).toBe(4);
    expect(stderr).toContain('OCORE_TOKEN');
  });

  it('is 8 where nothing answers, with the address that was tried', async () => {
    const { code, stderr } = await ocore(['project', 'create', '--name', 'x'], { OCORE_API_URL: 'http://127.0.0.1:9' });

    expect(code).toBe(8);
    expect(stderr).toContain('http://127.0.0.1:9 does not answer');
  });

  it('is 2 for an address that is none', async () => {
    expect((await ocore(['project', 'create', '--name', 'x'], { OCORE_API_URL: 'ocore' })).code).toBe(2);
  });

  it('is explained by ocore help exit-codes', async () => {
    const { stdout } = await ocore(['help', 'exit-codes']);

    for (const code of [0, 1, 2, 3, 4, 5, 6, 7, 8, 130]) expect(stdout).toMatch(new RegExp(`^  ${code} `, 'm'));
  });
});

describe('ocore … | head', () => {
  /** Runs it while nobody reads one stream. @returns its exit code, and what it wrote to the other */
  const unread = async (stream: 'stdout' | 'stderr', ...args: readonly string[]) => {
    const env = { ...process.env, OCORE_TOKEN: service.token, OCORE_API_URL: service.local.url };
    const child = spawn('cli/bin/ocore', args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    child[stream].destroy();
    const ended = once(child, 'exit');
    const written = await text(stream === 'stdout' ? child.stderr : child.stdout);
    return { code: (await ended)[0] as number | null, written };
  };

  it.each([
    ['stdout', ['help', 'exit-codes'], 0],
    ['stdout', ['--help'], 0],
    ['stderr', ['nothing'], 2],
    ['stderr', ['project', 'update', 'prj_x', '--name', 'y'], 6],
  ] as const)('ends quietly where nobody reads %s of %j', async (stream, args, code) => {
    expect(await unread(stream, ...args)).toEqual({ code, written: '' });
  });

  it('does what it was asked to do all the same', async () => {
    const name = service.freshName();

    await unread('stdout', 'project', 'create', '--name', name);

    expect((await service.api('GET', '/api/projects?limit=100')).text).toContain(`"${name}"`);
  });
});

describe('what ocore says of a problem', () => {
  it('is the problem document with --json', async () => {
    const { stderr } = await ocore(['project', 'update', 'prj_x', '--name', 'y', '--json']);

    expect(JSON.parse(stderr)).toMatchObject({ code: 'not_found', status: 404 });
  });
});

describe('ocore in a clone', () => {
  const hostPath = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules'))
    .join(delimiter);
  const hostNode = spawnSync('node', ['--version'], { env: { PATH: hostPath }, encoding: 'utf8' }).stdout.trim();

  it(`works as npx --no-install ocore on the host's own Node (${hostNode})`, async () => {
    const { code, stdout, stderr } = await runCommand(
      'npx',
      ['--no-install', 'ocore', 'project', 'create', '--name', service.freshName()],
      {
        cwd: root,
        env: { PATH: hostPath, OCORE_TOKEN: service.token, OCORE_API_URL: service.local.url },
      },
    );

    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^prj_[0-9A-Z]{26}\n$/);
  });
});

describe('ocore admin status', () => {
  it('prints YAML, and names --stage where there is no such function', async () => {
    const yaml = await admin('status', '-o', 'yaml');
    const none = await admin('status', '--stage', 'dev');

    expect(yaml.stdout).toMatch(/^version: /);
    expect(none.code).toBe(6);
    expect(none.stderr).toContain('ocore-dev-read-status');
  });
});
