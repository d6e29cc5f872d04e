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

describe('ocore api', () => {
  it('calls any path, with fields of the body', async () => {
    const name = service.freshName();
    const { stdout } = await ocore(['api', 'POST', '/api/projects', '--field', `name=${name}`]);

    expect(JSON.parse(stdout)).toMatchObject({ name });
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
