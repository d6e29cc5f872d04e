import { beforeAll, describe, expect, it } from 'vitest';
import { ocore, service, useService } from './cli-bench.ts';
import { makeSubject, type Subject } from './cli-commands-bench.ts';

useService();

let subject: Subject;
beforeAll(async () => {
  subject = await makeSubject();
});

describe('names instead of ids', () => {
  it('project and environment are found by their names, in any case', async () => {
    const { code, stdout } = await ocore([
      'environment',
      'get',
      subject.projectName.toUpperCase(),
      'production',
      '-o',
      'id',
    ]);

    expect(code).toBe(0);
    expect(stdout).toBe(`${subject.environment}\n`);
  });

  it('an unknown name ends with 6 and says which there are', async () => {
    const { code, stderr } = await ocore(['environment', 'get', subject.project, 'Live']);

    expect(code).toBe(6);
    expect(stderr).toContain('There is no environment with the name "Live". There is "Production"');
  });

  it('a part of a name is no name', async () => {
    expect((await ocore(['project', 'get', subject.projectName.slice(0, -1)])).code).toBe(6);
  });
});

describe('a list', () => {
  it('that is cut says so on stderr, and --all merges the pages', async () => {
    const project = await service.project();
    for (const name of ['one', 'two', 'three']) await service.environment(project.path, { name, type: 'staging' });

    const cut = await ocore(['project', 'list', '--limit', '1', '-o', 'id']);
    const all = await ocore(['project', 'list', '--limit', '1', '--all', '-o', 'json']);

    expect(cut.stdout).toBe(`${project.id}\n`);
    expect(cut.stderr).toBe('1 shown; --all for the rest\n');
    const answer = JSON.parse(all.stdout) as { projects: unknown[]; nextCursor: null };
    expect(answer).toEqual((await service.api('GET', '/api/projects?limit=100')).json);
    expect(all.stderr).toBe('');
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
  it('calls any path, with fields of the body', async () => {
    const name = service.freshName();
    const { stdout } = await ocore(['api', 'POST', '/api/projects', '--field', `name=${name}`]);

    expect(JSON.parse(stdout)).toMatchObject({ name });
  });

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

describe('a failure under -o json', () => {
  it.each([
    ['usage', ['project', 'list', '-o', 'json', '--no-such-flag'], {}, 2],
    ['unreachable', ['project', 'list', '--json'], { OCORE_API_URL: 'http://127.0.0.1:9' }, 8],
  ])('has the code %s, alone on stderr', async (expected, args, env, exit) => {
    const { code, stderr } = await ocore(args, env);

    expect(code).toBe(exit);
    expect(JSON.parse(stderr)).toMatchObject({ code: expected });
  });
});
