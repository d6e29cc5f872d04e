import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startOnTerminal } from '#test/start-command.ts';
import { ocore, service, useService } from './cli-bench.ts';

useService();

describe('ocore project open', () => {
  it('prints the address of the project in the console, and opens nothing off a terminal', async () => {
    const { id } = await service.project({ name: 'Opened' });

    const { code, stdout, stderr } = await ocore(['project', 'open', 'opened'], { DISPLAY: ':0' });

    expect([code, stdout, stderr]).toEqual([0, `${service.local.url}/projects/${id}\n`, '']);
  });

  it('opens it on a terminal', async () => {
    const { id } = await service.project();
    const folder = mkdtempSync(join(tmpdir(), 'ocore-open-'));
    const opened = join(folder, 'opened');
    writeFileSync(
      join(folder, 'xdg-open'),
      `#!/bin/sh\nprintf %s "$1" > ${opened}.new && mv ${opened}.new ${opened}\n`,
    );
    chmodSync(join(folder, 'xdg-open'), 0o755);

    const started = startOnTerminal(`cli/bin/ocore project open ${id}`, {
      OCORE_TOKEN: service.token,
      OCORE_API_URL: service.local.url,
      DISPLAY: ':0',
      PATH: `${folder}:${process.env.PATH}`,
    });

    expect(await started.ended, started.stdout()).toBe(0);
    await expect.poll(() => existsSync(opened)).toBe(true);
    expect(readFileSync(opened, 'utf8')).toBe(`${service.local.url}/projects/${id}`);
    rmSync(folder, { recursive: true });
  });

  it('of a project that there is not ends with 6', async () => {
    expect((await ocore(['project', 'open', 'prj_01K00000000000000000000000'])).code).toBe(6);
  });
});
