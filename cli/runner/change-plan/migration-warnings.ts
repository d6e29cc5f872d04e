import { enumerated } from './shown.ts';
import { compareVersions } from './version.ts';

const script = /^(?:migrations|upgrades)\/([^/]+)\/(?:pre|post|end)[-_][^/]*\.py$/;

/**
 * Warnings about versions and migration scripts: Odoo runs the scripts of versions above the installed one, up to the
 * new one; those of 0.0.0 run with every change of version.
 * @param files the changed files that the commit has, relative to the module
 * @param series of the environment; null if unknown
 */
export const migrationWarnings = (
  name: string,
  files: readonly string[],
  versions: { readonly before: string; readonly after: string },
  series: string | null,
): readonly string[] => {
  const { before, after } = versions;
  const idle = files.filter((file) => {
    const version = script.exec(file)?.[1];
    if (version === undefined) return false;
    if (version === '0.0.0') return before === after;
    const [aboveOld, aboveNew] = [compareVersions(version, before, series), compareVersions(version, after, series)];
    return (aboveOld !== null && aboveOld <= 0) || (aboveNew !== null && aboveNew > 0);
  });
  const change = compareVersions(after, before, series);
  return [
    ...(idle.length === 0
      ? []
      : [
          `${name}: ${enumerated(idle, 2)} does not run: Odoo runs migrations above version ${before}, up to ${after}. Raise the version to the migration's.`,
        ]),
    ...(change !== null && change < 0
      ? [`${name}: the version goes down from ${before} to ${after}. Odoo undoes nothing in the database for that.`]
      : []),
  ];
};
