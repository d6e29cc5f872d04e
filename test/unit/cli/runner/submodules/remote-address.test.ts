import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { shownUrl, submoduleUrl } from '../../../../../cli/runner/submodules/remote-address.ts';

const parents = ['ssh://git@github.com/acme/odoo-custom.git', 'https://git.acme.example:8443/forge/acme/odoo-custom/'];
const urls = ['../theme.git', './theme.git', '../../oca/web.git', '.././theme.git/', 'git@gitlab.com:oca/web.git'];

/** Git's own answers. */
const gitsUrls = (parent: string): string[] => {
  const folder = mkdtempSync(join(tmpdir(), 'ocore-url-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const git = (...args: string[]): string => execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' }).trim();
  git('init', '--quiet');
  git('remote', 'add', 'origin', parent);
  const sections = urls.map((url, index) => `[submodule "${index}"]\n\tpath = ${index}\n\turl = ${url}\n`);
  writeFileSync(join(folder, '.gitmodules'), sections.join(''));
  const gitlinks = urls.flatMap((_, index) => ['--cacheinfo', `160000,${'a'.repeat(40)},${index}`]);
  git('update-index', '--add', ...gitlinks);
  git('submodule', '--quiet', 'init');
  return urls.map((_, index) => git('config', `submodule.${index}.url`));
};

it('the URL of a submodule is the one that git makes of it', () => {
  expect(parents.map((parent) => urls.map((url) => submoduleUrl(parent, url)))).toEqual(parents.map(gitsUrls));
});

it('a URL with a password is shown without it', () => {
  expect(shownUrl('https://mona:secret@git.acme.example/a.git')).toBe('https://git.acme.example/a.git');
  expect(shownUrl('https://ghp_secret@git.acme.example/a.git')).toBe('https://git.acme.example/a.git');
  expect(shownUrl('HTTP://mona:se@cret@git.acme.example/a.git')).toBe('HTTP://git.acme.example/a.git');
  expect(shownUrl('ssh://git:se@cret@git.acme.example/a.git')).toBe('ssh://git@git.acme.example/a.git');
  expect(shownUrl('ssh://git@git.acme.example/a.git')).toBe('ssh://git@git.acme.example/a.git');
  expect(shownUrl('git@git.acme.example:a.git')).toBe('git@git.acme.example:a.git');
  expect(shownUrl('https://git.acme.example/a@b.git')).toBe('https://git.acme.example/a@b.git');
});
