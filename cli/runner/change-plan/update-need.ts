import type { Manifest } from './manifest.ts';

// Documentation, assets that the browser loads, tests, and templates of translations. click-odoo-update passes over the
// same static files and templates.
const withoutUpdate =
  /^(?:static|tests|readme|doc|docs)\/|^i18n(?:_extra)?\/[^/]*\.pot$|^README[^/]*$|\.(?:md|rst|pyc|pyo)$/i;

/**
 * Whether a changed file of a module can change what the database holds. A file that the manifest lists as data always
 * does.
 * @param file relative to the module
 */
export const needsUpdate = (file: string, ...manifests: readonly (Manifest | null)[]): boolean =>
  !withoutUpdate.test(file) || manifests.some((manifest) => manifest?.data.has(file));
