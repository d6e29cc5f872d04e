import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from '#test/run-command.ts';
import { apiCommands } from '../../cli/commands/api-commands.ts';
import { ocore, service, useService } from './cli-bench.ts';
import { addressOf, lineOf, makeSubject, readingCommands, type Subject } from './cli-commands-bench.ts';

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
