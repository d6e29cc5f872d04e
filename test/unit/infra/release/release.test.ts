import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeRelease, plannedRelease, ReleaseRefused } from '#infra/release/release.ts';

let root: string;
const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@acme.example', ...args], {
    cwd: root,
    encoding: 'utf8',
  });
const write = (name: string, text: string): void => writeFileSync(join(root, name), text);
const read = (name: string): string => readFileSync(join(root, name), 'utf8');

const packageJson = '{\n  "name": "ocore-projects",\n  "version": "0.1.0"\n}\n';
const lock = `{\n  "version": "0.1.0",\n  "packages": {\n    "": {\n      "version": "0.1.0"\n    },\n    "node_modules/a": {\n      "version": "0.1.0"\n    }\n  }\n}\n`;
const changelog =
  '# Changelog\n\n## [Unreleased]\n\n### Added\n\n- Costs $& and $1.\n\n## [0.1.0] - 2026-11-01\n\n- First.\n';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ocore-release-'));
  write('package.json', packageJson);
  write('package-lock.json', lock);
  write('CHANGELOG.md', changelog);
  write('.gitignore', 'dist/\n');
  mkdirSync(join(root, 'shared/contract'), { recursive: true });
  write('shared/contract/version.ts', "export const version = '0.1.0';\n");
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '--message', 'first');
});
afterEach(() => rmSync(root, { recursive: true }));

/** Packs what the versions say at the time, so that a package of the old version is seen. */
const pack = async (): Promise<readonly string[]> => {
  mkdirSync(join(root, 'dist'));
  return ['ocore-cli', 'ocore-projects-cdk'].map((name) => {
    const { version } = JSON.parse(read('package.json'));
    const path = join(root, 'dist', `${name}-${version}.tgz`);
    writeFileSync(path, name);
    return path;
  });
};
const release = (version = '0.2.0') => ({ root, version, date: '2026-11-29', pack });

describe('a release', () => {
  it('writes the version, closes the changelog, and makes packages of it with their checksums', async () => {
    const sums = await makeRelease(release());

    const sumOf = (text: string): string => createHash('sha256').update(text).digest('hex');
    expect(readFileSync(sums, 'utf8')).toBe(
      `${sumOf('ocore-cli')}  ocore-cli-0.2.0.tgz\n${sumOf('ocore-projects-cdk')}  ocore-projects-cdk-0.2.0.tgz\n`,
    );
    expect(JSON.parse(read('package.json')).version).toBe('0.2.0');
    expect(read('shared/contract/version.ts')).toBe("export const version = '0.2.0';\n");
    expect(read('CHANGELOG.md')).toBe(
      changelog.replace('## [Unreleased]\n', '## [Unreleased]\n\n## [0.2.0] - 2026-11-29\n'),
    );
  });

  it('changes the version of the lock and of its root, and of no dependency that has the same', async () => {
    await makeRelease(release());

    const { version, packages } = JSON.parse(read('package-lock.json'));
    expect([version, packages[''].version, packages['node_modules/a'].version]).toEqual(['0.2.0', '0.2.0', '0.1.0']);
  });

  it('leaves the commit to a person', async () => {
    await makeRelease(release());

    expect(git('log', '--oneline').trim().split('\n')).toHaveLength(1);
    expect(git('status', '--porcelain').trim().split('\n')).toHaveLength(4);
  });
});

describe('a release that is only planned', () => {
  it('changes nothing', () => {
    const files = [...plannedRelease(release()).keys()];

    expect(files).toEqual(['package.json', 'package-lock.json', 'shared/contract/version.ts', 'CHANGELOG.md']);
    expect(git('status', '--porcelain')).toBe('');
  });
});

describe('a release is refused', () => {
  const refusal = async (version?: string): Promise<string> => {
    const error = await makeRelease(release(version)).catch((one: unknown) => one);
    if (!(error instanceof ReleaseRefused)) throw new Error('It was not refused.', { cause: error });
    expect(read('package.json')).toBe(packageJson);
    return error.message;
  };

  it('where git has not stored something, also a new file', async () => {
    write('new.ts', '');

    expect(await refusal()).toBe('Commit or take back what git has not stored:\n?? new.ts');
  });

  it.each(['0.1.0', '0.0.9'])('as %s, which is not later', async (version) => {
    expect(await refusal(version)).toBe(`${version} is not later than 0.1.0, which package.json has.`);
  });

  it.each(['v1.0.0', '1.0', '1.0.0-rc.1', ''])('as %j, which is no version', async (version) => {
    expect(await refusal(version)).toBe(`${version} is not a version such as 1.2.3.`);
  });

  it('without a word of what has changed', async () => {
    write('CHANGELOG.md', changelog.replace('### Added\n\n- Costs $& and $1.\n\n', ''));
    git('commit', '--quiet', '--all', '--message', 'nothing');

    expect(await refusal()).toBe('CHANGELOG.md has nothing below [Unreleased]: say there what has changed.');
  });
});
