import { spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root, runCommand } from '#test/run-command.ts';
import { isRunning, until } from './runner/processes.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ocore-launcher-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const systemPath = '/usr/local/bin:/usr/bin:/bin';

/** A clone without node_modules. @returns its launcher */
const bareClone = (): string => {
  mkdirSync(join(folder, 'cli/bin'), { recursive: true });
  const launcher = join(folder, 'cli/bin/ocore');
  copyFileSync(join(root, 'cli/bin/ocore'), launcher);
  writeFileSync(join(folder, 'cli/main.ts'), "console.log('started', ...process.argv.slice(2));\n");
  return launcher;
};

/** A folder for PATH with the shell's programs and a `node` that is what the script says. */
const hostWith = (script: string | null): string => {
  const path = join(folder, 'bin');
  mkdirSync(path);
  for (const program of ['sh', 'readlink', 'dirname']) symlinkSync(`/bin/${program}`, join(path, program));
  if (script !== null) writeFileSync(join(path, 'node'), `#!/bin/sh\n${script}\n`);
  if (script !== null) chmodSync(join(path, 'node'), 0o755);
  return path;
};

describe('the ocore launcher', () => {
  it('becomes the Node that npm ci has installed: there is no process between', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const child = spawn(join(root, 'cli/bin/ocore'), ['project', 'create', '--name', 'x'], {
      env: { PATH: systemPath, OCORE_API_URL: `http://127.0.0.1:${port}` },
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));

    await new Promise((resolve) => server.once('connection', resolve));

    const { pid = 0 } = child;
    expect(readlinkSync(`/proc/${pid}/exe`)).toBe(join(root, 'node_modules/node/bin/node'));
    expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')).toContain(join(root, 'cli/main.ts'));
    child.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
    await until(() => !isRunning(pid));
    server.close();
  });

  it.each([
    ['an absolute link', () => symlinkSync(join(root, 'cli/bin/ocore'), join(folder, 'ocore'))],
    [
      'a link to a link, through a folder that is one',
      () => {
        symlinkSync(join(root, 'cli/bin'), join(folder, 'package'));
        symlinkSync('package/ocore', join(folder, 'inner'));
        symlinkSync('inner', join(folder, 'ocore'));
      },
    ],
  ])('finds its clone through %s', async (_what, link) => {
    link();

    const { code, stdout } = await runCommand(join(folder, 'ocore'), ['--version'], {
      cwd: '/',
      env: { PATH: systemPath },
    });

    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });

  it('hands its arguments on as they are', async () => {
    const launcher = bareClone();
    const path = hostWith(`[ "$1" = -p ] && echo 24 && exit; shift; printf '%s\\n' "$@"`);

    const { stdout } = await runCommand(launcher, ['a b', '', '*', '--', '$(id)'], { env: { PATH: path } });

    expect(stdout).toBe('a b\n\n*\n--\n$(id)\n');
  });

  it.each([
    ['is older', 'echo 20'],
    ['does not start', 'exit 127'],
    ['is not there', null],
  ])('says what to do where nothing is installed and the Node of the host %s', async (_what, script) => {
    const launcher = bareClone();

    const ran = await runCommand(launcher, ['--version'], { env: { PATH: hostWith(script) } });

    expect(ran).toEqual({ code: 1, stdout: '', stderr: 'ocore needs Node 24. Run npm ci first.\n' });
  });
});
