import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A release that cannot be made yet. The message says what to do first, and no stack is shown. */
export class ReleaseRefused extends Error {
  override readonly name = 'ReleaseRefused';
}

type Version = readonly [number, number, number];

const versionOf = (text: string): Version => {
  const [, major, minor, patch] = /^(\d{1,5})\.(\d{1,5})\.(\d{1,5})$/.exec(text) ?? [];
  if (patch === undefined) throw new ReleaseRefused(`${text} is not a version such as 1.2.3.`);
  return [Number(major), Number(minor), Number(patch)];
};

const isLater = (one: Version, other: Version): boolean => {
  const at = one.findIndex((part, index) => part !== other[index]);
  return at !== -1 && (one[at] ?? 0) > (other[at] ?? 0);
};

const unreleased = '## [Unreleased]\n';

/** The changelog with what was unreleased under a version. @throws ReleaseRefused if nothing was */
const releasedChangelog = (text: string, version: string, date: string): string => {
  const from = text.indexOf(unreleased);
  const next = text.indexOf('\n## [', from + unreleased.length);
  const changes = text.slice(from + unreleased.length, next === -1 ? undefined : next);
  if (from === -1 || changes.trim() === '') {
    throw new ReleaseRefused('CHANGELOG.md has nothing below [Unreleased]: say there what has changed.');
  }
  return text.replace(unreleased, () => `${unreleased}\n## [${version}] - ${date}\n`);
};

/** A JSON file with other versions and nothing else changed: its first one, and that of the root in package-lock.json. */
const withVersion = (text: string, present: string, version: string, times: number): string => {
  let left = times;
  return text.replaceAll(`"version": "${present}"`, (found) => (left-- > 0 ? `"version": "${version}"` : found));
};

const dirtyFiles = (root: string): string =>
  execFileSync('git', ['status', '--porcelain'], { cwd: root, encoding: 'utf8' }).trimEnd();

/** What the API and the command answer. */
const versionFile = 'shared/contract/version.ts';

/** What a release is made of. */
export type Release = {
  /** The root of the checkout. */
  readonly root: string;
  readonly version: string;
  /** YYYY-MM-DD. */
  readonly date: string;
  /** Renews what is generated and makes the packages, after the version has been written. @returns tarballs, in one folder */
  readonly pack: () => Promise<readonly string[]>;
};

/**
 * Checks what a release needs, and changes nothing.
 * @throws ReleaseRefused with what to do first
 * @returns the files that a release changes, by name
 */
export const plannedRelease = ({ root, version, date }: Omit<Release, 'pack'>): ReadonlyMap<string, string> => {
  const read = (name: string): string => readFileSync(join(root, name), 'utf8');
  const present = String(JSON.parse(read('package.json')).version);
  if (!isLater(versionOf(version), versionOf(present))) {
    throw new ReleaseRefused(`${version} is not later than ${present}, which package.json has.`);
  }
  const dirty = dirtyFiles(root);
  if (dirty !== '') throw new ReleaseRefused(`Commit or take back what git has not stored:\n${dirty}`);
  return new Map([
    ['package.json', withVersion(read('package.json'), present, version, 1)],
    ['package-lock.json', withVersion(read('package-lock.json'), present, version, 2)],
    [versionFile, read(versionFile).replace(`'${present}'`, `'${version}'`)],
    ['CHANGELOG.md', releasedChangelog(read('CHANGELOG.md'), version, date)],
  ]);
};

/**
 * Makes a release: version, changelog, packages, and their checksums beside them. It commits nothing.
 * @returns the file with the checksums, as `sha256sum --check` reads it
 */
export const makeRelease = async (release: Release): Promise<string> => {
  for (const [name, text] of plannedRelease(release)) writeFileSync(join(release.root, name), text);
  const tarballs = await release.pack();
  const sums = tarballs.map((path) => {
    const digest = createHash('sha256').update(readFileSync(path)).digest('hex');
    return `${digest}  ${basename(path)}\n`;
  });
  const file = join(tarballs[0] ?? '', '..', 'SHA256SUMS');
  writeFileSync(file, sums.join(''));
  return file;
};
