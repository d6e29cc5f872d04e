import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';

/** The machine that a command runs on, as far as machines differ. */
export type Host = {
  readonly platform: NodeJS.Platform;
  readonly environment: NodeJS.ProcessEnv;
  readonly home: string;
};

/** This machine. */
export const thisHost = (environment: NodeJS.ProcessEnv = process.env): Host => ({
  platform: process.platform,
  environment,
  home: homedir(),
});

/** The folder of a user's own settings. Source: docs/cli.md, "Signing in". */
export const settingsFolder = ({ platform, environment, home }: Host): string => {
  if (platform === 'win32') {
    const { APPDATA = '' } = environment;
    return win32.join(win32.isAbsolute(APPDATA) ? APPDATA : win32.join(home, 'AppData', 'Roaming'), 'ocore');
  }
  const { XDG_CONFIG_HOME = '' } = environment;
  return posix.join(XDG_CONFIG_HOME.startsWith('/') ? XDG_CONFIG_HOME : posix.join(home, '.config'), 'ocore');
};

/**
 * Replaces a file as a whole. Its owner alone may read it: by its mode, and on Windows by the profile of the user that it
 * is in.
 */
export const writePrivateFile = (file: string, text: string, host: Host = thisHost()): void => {
  const path = host.platform === 'win32' ? win32 : posix;
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const next = `${file}.${process.pid}`;
  writeFileSync(next, text, { mode: 0o600 });
  // One that a crashed process left keeps its mode otherwise.
  if (host.platform !== 'win32') chmodSync(next, 0o600);
  renameSync(next, file);
};

type Program = { readonly file: string; readonly args: readonly string[] };

/** The program that opens an address in the user's browser; null where there is no screen to open it on. */
export const browserProgram = (address: string, { platform, environment }: Host): Program | null => {
  // A shell would read the & of an address: none of these is one.
  if (platform === 'win32') return { file: 'rundll32', args: ['url.dll,FileProtocolHandler', address] };
  if (platform === 'darwin') return { file: 'open', args: [address] };
  const { DISPLAY = '', WAYLAND_DISPLAY = '', BROWSER = '', WSL_DISTRO_NAME = '' } = environment;
  const hasScreen = [DISPLAY, WAYLAND_DISPLAY, BROWSER, WSL_DISTRO_NAME].some((one) => one !== '');
  return hasScreen ? { file: 'xdg-open', args: [address] } : null;
};

/** Opens an address in the user's browser, if there is one. @returns whether a program took it */
export const openBrowser = (address: string, host: Host = thisHost()): Promise<boolean> => {
  const program = /^https?:/i.test(address) ? browserProgram(address, host) : null;
  if (program === null) return Promise.resolve(false);
  const env = host.environment;
  const child = spawn(program.file, [...program.args], { stdio: 'ignore', detached: true, env });
  child.unref();
  return new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.once('spawn', () => resolve(true));
  });
};
