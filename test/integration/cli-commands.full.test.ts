import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '#test/run-command.ts';
import { apiCommands } from '../../cli/commands/api-commands.ts';
import { ocore, service, useService } from './cli-bench.ts';
import { addressOf, lineOf, makeSubject, readingCommands, type Subject } from './cli-commands-bench.ts';
import { commitOf, deploy, TestRunner } from './runner.ts';
import { expectStatus } from './test-service.ts';

useService();

let subject: Subject;
beforeAll(async () => {
  subject = await makeSubject();
});

/** They ask hosts that tests do not reach: the answer is a problem. */
const asksElsewhere = new Set(['repo branches', 'provider repositories']);

describe.each(readingCommands.map(({ name }) => name))('ocore %s', (name) => {
  it("prints the API's own answer with -o json, or its problem", async () => {
    const { code, stdout, stderr } = await ocore([...lineOf(name, subject), '-o', 'json']);

    const answer = await service.api('GET', addressOf(name, subject));
    if (asksElsewhere.has(name)) {
      expect(code).not.toBe(0);
      expect(JSON.parse(stderr)).toMatchObject({ code: answer.json.code, status: answer.status });
    } else {
      expect(code, stderr).toBe(0);
      expect(JSON.parse(stdout)).toEqual(answer.json);
    }
  });

  it('prints ids alone with -o id, one in each line', async () => {
    const { code, stdout } = await ocore([...lineOf(name, subject), '-o', 'id']);

    if (asksElsewhere.has(name)) return expect(stdout).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^(?:[\w:-]+\n)*$/);
  });

  it('prints a table with a head, plain and whole off a terminal', async () => {
    const { stdout } = await ocore(lineOf(name, subject));

    const [head = '', first = ''] = stdout.split('\n');
    if (first !== '') expect(head).toMatch(/^[A-Z ]+$/);
    expect(stdout).not.toMatch(/…|undefined|\[object|\p{Cc}(?<!\n)/u);
  });
});

describe.each(apiCommands.map(({ name }) => name))('ocore %s with wrong arguments', (name) => {
  it('ends with 2 and says the usage of that command', async () => {
    const { code, stdout, stderr } = await ocore([...lineOf(name, subject), '--no-such-flag']);

    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(`Usage: ocore ${name} `);
  });
});

describe('Ctrl-C in --wait', () => {
  it('ends with 130, leaves the deployment alone and says how to follow it', async () => {
    const line = ['deploy', subject.project, '--commit', 'b'.repeat(40), '--environment', 'Development', '--wait'];
    const env = { ...process.env, OCORE_TOKEN: service.token, OCORE_API_URL: service.local.url };
    const child = spawn('cli/bin/ocore', line, { cwd: root, env, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    const ended = once(child, 'close');
    await expect.poll(() => stderr).toContain('ocore: queued');

    child.kill('SIGINT');

    expect((await ended)[0]).toBe(130);
    const id = /ocore deployment logs prj_\w+ (dep_\w+) --follow/.exec(stderr)?.[1];
    const deployment = await service.api('GET', `/api/projects/${subject.project}/deployments/${id}`);
    expect(deployment.json.status).toBe('queued');
  });
});

describe('names instead of ids', () => {
  it('a part of a name is no name', async () => {
    expect((await ocore(['project', 'get', subject.projectName.slice(0, -1)])).code).toBe(6);
  });
});

describe('ocore environment', () => {
  it('creates, changes, pauses and resumes, and prints the id alone', async () => {
    const { id, path } = await service.project();
    const made = await ocore([
      'environment',
      'create',
      id,
      '--name',
      'Live',
      '--type',
      'production',
      '--branch',
      'main',
    ]);
    const environment = made.stdout.trim();

    const lines = [
      ['environment', 'update', id, 'Live', '--auto-deploy', 'off', '--branches', 'main', 'hotfix/*'],
      ['environment', 'pause', id, 'Live', '--reason', 'Month-end'],
    ];
    for (const line of lines) expect((await ocore(line)).stdout).toBe(`${environment}\n`);

    expect((await service.api('GET', `${path}/environments/${environment}`)).json).toMatchObject({
      autoDeploy: false,
      branches: ['main', 'hotfix/*'],
      paused: { reason: 'Month-end' },
    });
    expect((await ocore(['environment', 'resume', id, environment])).code).toBe(0);
  });
});

describe('ocore mapping', () => {
  it('adds for a tag, orders, and simulates', async () => {
    const added = await ocore(['mapping', 'add', subject.project, '--tag', 'v*', '--environment', 'Production']);
    const list = await ocore(['mapping', 'list', subject.project, '-o', 'id']);
    const ids = list.stdout.trim().split('\n');
    const ordered = await ocore(['mapping', 'order', subject.project, ...ids.toReversed(), '-o', 'id']);
    const simulated = await ocore(['mapping', 'simulate', subject.project, '--tag', 'v1.0', '--json']);

    expect(ids).toContain(added.stdout.trim());
    expect(ordered.stdout.trim().split('\n')).toEqual(ids.toReversed());
    expect(JSON.parse(simulated.stdout)).toMatchObject({ outcome: 'deploy', mappingId: added.stdout.trim() });
    const deleted = await ocore([
      'mapping',
      'simulate',
      subject.project,
      '--tag',
      'v1.0',
      '--event',
      'delete',
      '--json',
    ]);
    expect(JSON.parse(deleted.stdout)).toMatchObject({ outcome: 'ignore' });
  });

  it('takes a branch or a tag, not both', async () => {
    const both = ['--branch', 'main', '--tag', 'v*', '--environment', 'Production'];

    expect((await ocore(['mapping', 'add', subject.project, ...both])).code).toBe(2);
  });
});

describe('ocore deployment', () => {
  const deployed = async (): Promise<string> => {
    const args = [
      'deploy',
      subject.project,
      '--commit',
      'a'.repeat(40),
      '--environment',
      'Staging',
      '--update',
      'sale,stock',
    ];
    return (await ocore(args)).stdout.trim();
  };

  it('with --wait ends with 3 for a deployment that was cancelled', async () => {
    const id = await deployed();
    await ocore(['deployment', 'cancel', subject.project, id, '--reason', 'Wrong commit']);

    const { code, stdout, stderr } = await ocore(['deployment', 'logs', subject.project, id, '--follow']);

    expect(code).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^ocore: cancelled \(.*\)$/m);
    const one = await service.api('GET', `/api/projects/${subject.project}/deployments/${id}`);
    expect(one.json).toMatchObject({ cancelReason: 'Wrong commit', update: ['sale', 'stock'] });
  });
});

describe('ocore deployment logs', () => {
  it('prints the lines off a terminal, and with -o json each as one line of JSON', async () => {
    const project = await service.connectedProject();
    const id = await deploy(service, project, { commitSha: commitOf(1), branch: undefined });
    const runner = new TestRunner(service, project.path, project.environments.staging);
    const { lease } = await runner.claim();
    expectStatus(204, await runner.logs(id, lease.token, 1, ['Fetching', 'Updating "sale"']));
    expectStatus(204, await runner.complete(id, lease.token));

    const plain = await ocore(['deployment', 'logs', project.projectId, id]);
    const lines = await ocore(['deployment', 'logs', project.projectId, id, '-o', 'json']);

    expect(plain.stdout).toBe('Fetching\nUpdating "sale"\n');
    const at = '2026-11-26T10:00:00.000Z';
    expect(
      lines.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { seq: 1, at, text: 'Fetching' },
      { seq: 2, at, text: 'Updating "sale"' },
    ]);
  });
});

describe('a service that takes the call and says nothing', () => {
  const silent = createServer(() => undefined);
  beforeAll(() => once(silent.listen(0, '127.0.0.1'), 'listening'));
  afterAll(() => {
    silent.closeAllConnections();
    silent.close();
  });

  it('is given up after --timeout, with 8', async () => {
    const address = silent.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;

    const { code, stderr } = await ocore(['project', 'list', '--timeout', '0.2'], { OCORE_API_URL: url });

    expect([code, stderr]).toEqual([8, expect.stringContaining(url)]);
  });

  it('is not asked where --timeout is no number of seconds', async () => {
    const { code, stderr } = await ocore(['project', 'list', '--timeout', 'soon']);

    expect([code, stderr]).toEqual([2, expect.stringContaining('--timeout must be a number of seconds')]);
  });
});

describe('what goes for good', () => {
  it('is not deleted off a terminal without a flag, and with the wrong name', async () => {
    const { id, path } = await service.project({ name: 'Doomed' });

    const silent = await ocore(['project', 'delete', 'Doomed']);
    const wrong = await ocore(['project', 'delete', id, '--confirm', 'Another']);

    expect([silent.code, wrong.code]).toEqual([2, 2]);
    expect(silent.stderr).toContain('--confirm');
    expect(wrong.stderr).toContain('Nothing was deleted.');
    expect((await service.api('GET', path)).status).toBe(200);
  });
});

describe('ocore api', () => {
  it('sends the key to the service alone', async () => {
    const { code, stderr } = await ocore(['api', 'GET', '//elsewhere.invalid/api/me']);

    expect(code).toBe(2);
    expect(stderr).toContain('must begin with one slash');
  });

  it('merges the pages of a list', async () => {
    const { stdout } = await ocore(['api', 'GET', '/api/projects', '--paginate', '--field', 'limit=1']);

    expect(JSON.parse(stdout)).toEqual((await service.api('GET', '/api/projects?limit=100')).json);
  });
});
