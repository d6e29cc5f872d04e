import type { ManifestReading } from './manifest.ts';

/** An Odoo module in one commit. */
export type OdooModule = {
  /** Its folder from the root of the repository. The last part is the module's name. */
  readonly folder: string;
  readonly name: string;
  readonly manifestPath: string;
  readonly reading: ManifestReading;
};

/** The Odoo modules of one commit. */
export type ModuleTree = {
  /** By folder. */
  readonly modules: ReadonlyMap<string, OdooModule>;
  /** The paths of all requirements.txt files. */
  readonly requirements: readonly string[];
  /** The number of modules above the limit, which were not read. */
  readonly leftOut: number;
};

/** The tree of no commit. */
export const emptyTree: ModuleTree = { modules: new Map(), requirements: [], leftOut: 0 };

/** The folder of a Git path; the empty text for the root. */
export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
