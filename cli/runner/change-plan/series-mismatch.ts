import type { ModuleTree } from './module-tree.ts';
import { enumerated } from './shown.ts';

// Only five parts are unambiguous: 18.0.1.0 may be a version without a series.
const withSeries = /^((?:saas[-~])?\d{1,2}\.\d)(?:\.\d+){3}$/;

const asWritten = (series: string): string => series.replace('~', '-');

/**
 * Checks whether modules are made for another Odoo series than the environment runs. Returns the status reason, or
 * null. Every installable module counts, changed or not, because Odoo loads all of them.
 */
export const seriesMismatch = (tree: ModuleTree, odooVersion: string | null): string | null => {
  if (odooVersion === null) return null;
  const others = [...tree.modules.values()].flatMap(({ name, reading }) => {
    if (!('manifest' in reading) || !reading.manifest.installable) return [];
    const series = withSeries.exec(reading.manifest.version ?? '')?.[1];
    return series === undefined || asWritten(series) === asWritten(odooVersion) ? [] : [{ name, series }];
  });
  if (others.length === 0) return null;
  const series = [...new Set(others.map((one) => one.series))].sort();
  const names = [...new Set(others.map((one) => one.name))].sort();
  return (
    `odoo_series_mismatch: made for Odoo ${enumerated(series, 3)}, but the environment runs ${odooVersion}: ` +
    `${enumerated(names, 5)}. Deploy a branch of that series, correct the environment's odooVersion, or deploy with ignoreSeries.`
  );
};
