import { describe, expect, it } from 'vitest';
import { type Started, startOnTerminal } from '#test/start-command.ts';
import { ocore, service, useService } from './cli-bench.ts';

useService();

const onTerminal = (line: string, columns = 80): Started =>
  startOnTerminal(`stty cols ${columns} && exec cli/bin/ocore ${line}`, {
    OCORE_TOKEN: service.token,
    OCORE_API_URL: service.local.url,
  });
const escapes = /\p{Cc}(?<![\r\n])/u;

describe('on a terminal', () => {
  it('a table is as wide as the terminal at most, with relative times, and off it whole', async () => {
    const name = `Long ${'x'.repeat(100)}`;
    await service.project({ name });

    const narrow = onTerminal('project list', 60);
    expect(await narrow.ended).toBe(0);
    const plain = await ocore(['project', 'list']);

    const lines = narrow.stdout().split(/\r?\n/);
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(60);
    expect(narrow.stdout()).toMatch(/…/);
    expect(plain.stdout).toContain(name);
    expect(plain.stdout).not.toContain('…');
  });

  it('nothing is coloured or moves the cursor: neither a table, nor help, nor a failure', async () => {
    for (const line of ['project list', 'project create --help', 'project get prj_1', 'no-such-command']) {
      const started = onTerminal(line);
      await started.ended;

      expect(started.stdout(), line).not.toMatch(escapes);
    }
  });

  it('what goes for good is shown, and what can be done again says how', async () => {
    const { projectId, path } = await service.connectedProject();
    const { json } = await service.api('GET', `${path}/branch-mappings`);
    const mapping = (json.branchMappings as { id: string }[])[0]?.id ?? '';
    const removal = onTerminal(`mapping remove ${projectId} ${mapping}`);
    await expect.poll(removal.stdout).toContain('to remove it: ');
    removal.type('another\n');
    const deletion = onTerminal(`project delete ${projectId}`);
    await expect.poll(deletion.stdout).toContain('to delete it: ');
    deletion.type('another\n');

    expect([await removal.ended, await deletion.ended]).toEqual([3, 3]);
    expect(removal.stdout()).toContain('It can be added again: ocore mapping add.');
    expect(removal.stdout()).not.toContain('cannot be undone');
    expect(deletion.stdout()).toContain('This cannot be undone.');
    expect((await service.api('GET', path)).status).toBe(200);
  });

  it.each([
    ['Ctrl-C', '\u0003', 130],
    ['Ctrl-D', '\u0004', 3],
  ])('%s at a question ends with its code, and nothing happens', async (_what, typed, code) => {
    const { id, path } = await service.project();
    const started = onTerminal(`project delete ${id}`);
    await expect.poll(started.stdout).toContain('to delete it: ');

    started.type(typed);

    expect(await started.ended).toBe(code);
    expect((await service.api('GET', path)).status).toBe(200);
  });

  it('logs --follow shows the state, and Ctrl-C leaves the deployment alone', async () => {
    const { projectId, path, environments } = await service.connectedProject();
    const body = { commitSha: 'c'.repeat(40), environmentId: environments.staging };
    const id = String((await service.api('POST', `${path}/deploy`, { body })).json.id);
    const started = onTerminal(`deployment logs ${projectId} ${id} --follow`);
    await expect.poll(started.stdout).toContain('ocore: queued');

    started.type('\u0003');

    expect(await started.ended).toBe(130);
    expect(started.stdout()).toContain(`ocore deployment logs ${projectId} ${id} --follow`);
    expect((await service.api('GET', `${path}/deployments/${id}`)).json.status).toBe('queued');
  });
});
