import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { browserProgram, type Host, openBrowser, settingsFolder, writePrivateFile } from '../../../cli/platform.ts';

const host = (platform: NodeJS.Platform, environment: NodeJS.ProcessEnv = {}): Host => ({
  platform,
  environment,
  home: platform === 'win32' ? 'C:\\Users\\mona' : '/people/mona',
});

describe('the folder of settings', () => {
  it.each([
    ['linux', {}, '/people/mona/.config/ocore'],
    ['linux', { XDG_CONFIG_HOME: '/etc/xdg' }, '/etc/xdg/ocore'],
    ['linux', { XDG_CONFIG_HOME: 'relative' }, '/people/mona/.config/ocore'],
    ['darwin', {}, '/people/mona/.config/ocore'],
    ['win32', {}, 'C:\\Users\\mona\\AppData\\Roaming\\ocore'],
    ['win32', { APPDATA: 'D:\\Roaming' }, 'D:\\Roaming\\ocore'],
    ['win32', { APPDATA: 'Roaming' }, 'C:\\Users\\mona\\AppData\\Roaming\\ocore'],
  ] as const)('of %s with %j is %s', (platform, environment, folder) => {
    expect(settingsFolder(host(platform, environment))).toBe(folder);
  });
});

describe('the browser', () => {
  const address = 'https://login.acme.example/auth?a=1&b=2';

  it.each([
    ['win32', {}, 'rundll32'],
    ['darwin', {}, 'open'],
    ['linux', { DISPLAY: ':0' }, 'xdg-open'],
    ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, 'xdg-open'],
    ['linux', { BROWSER: 'firefox' }, 'xdg-open'],
  ] as const)(
    'of %s with %j is opened by %s, which gets the address as one argument',
    (platform, environment, file) => {
      expect(browserProgram(address, host(platform, environment))).toMatchObject({ file });
      expect(browserProgram(address, host(platform, environment))?.args.at(-1)).toBe(address);
    },
  );

  it('is not opened where there is no screen', async () => {
    expect(await openBrowser(address, host('linux'))).toBe(false);
  });

  it('is not opened where there is no program for it', async () => {
    expect(await openBrowser(address, host('linux', { DISPLAY: ':0', PATH: '/nowhere' }))).toBe(false);
  });

  it.each(['file:///etc/passwd', 'javascript:alert(1)', '--help'])('is never asked for %s', async (text) => {
    expect(await openBrowser(text, host('linux', { DISPLAY: ':0', PATH: process.env.PATH }))).toBe(false);
  });
});

describe('a private file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ocore-private-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is made in a folder of its owner, who alone may read it, and leaves nothing beside it', () => {
    const file = join(folder, 'own', 'contexts.json');
    writePrivateFile(file, 'first', host('linux'));
    writePrivateFile(file, 'second', host('linux'));

    expect(readFileSync(file, 'utf8')).toBe('second');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'own')).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(folder, 'own'))).toEqual(['contexts.json']);
  });

  it('is private too where a killed process has left a file that everybody reads', () => {
    const file = join(folder, 'contexts.json');
    writeFileSync(`${file}.${process.pid}`, 'left', { mode: 0o644 });
    writePrivateFile(file, 'text', host('linux'));

    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});
