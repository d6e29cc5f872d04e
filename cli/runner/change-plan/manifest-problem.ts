import type { ManifestReading } from './manifest.ts';

/** The number of the series: 18 of `18.0` and of `saas-18.2`. */
const seriesNumber = (series: string | null): number | null => {
  const digits = /^(?:saas[-~])?(\d{1,3})\./.exec(series ?? '')?.[1];
  return digits === undefined ? null : Number(digits);
};

// Odoo 17.0: the version without its series has two or three numbers.
const isShort = (version: string): boolean => /^\d+\.\d+(?:\.\d+)?$/.test(version);
// What Python's int() takes.
const isNumber = (part: string): boolean => /^\s*[+-]?\d+(?:_\d+)*\s*$/.test(part);

/** From 18.0 on: two to five numbers. 18.0 looks at the last three alone. */
const isLong = (version: string, number: number): boolean => {
  const parts = version.replace(/^saas~/, '').split('.');
  return parts.length >= 2 && parts.length <= 5 && parts.slice(number === 18 ? -3 : 0).every(isNumber);
};

const withoutSeries = (version: string, series: string): string => {
  const written = `${series.replace('-', '~')}.`;
  return version.startsWith(written) ? version.slice(written.length) : version;
};

/**
 * Why Odoo cannot load a manifest; null if it can. One such manifest keeps Odoo's whole registry from loading.
 * Source: docs/odoo.md, "Manifests that Odoo cannot load".
 * @param series of the environment; null if unknown, which leaves out the rules that differ between series
 */
export const manifestProblem = (reading: ManifestReading, series: string | null): string | null => {
  if ('problem' in reading) return reading.problem;
  const { version, installable, strayTriggers } = reading.manifest;
  if (version === null) return 'version is not a text in quotes';
  const number = seriesNumber(series);
  if (number === null || series === null) return null;
  if (number >= 13 && strayTriggers.length > 0) {
    return `auto_install names ${strayTriggers.join(', ')}, which depends does not`;
  }
  if (!installable || number < 17) return null;
  const isTaken = number === 17 ? isShort(withoutSeries(version, series)) : isLong(version, number);
  if (isTaken) return null;
  return number === 17
    ? `version ${JSON.stringify(version)} is neither x.y, x.y.z, ${series}.x.y nor ${series}.x.y.z`
    : `version ${JSON.stringify(version)} is not made of two to five numbers`;
};
