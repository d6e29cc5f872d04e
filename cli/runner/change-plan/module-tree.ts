import type { ManifestReading } from './manifest.ts';

/** An Odoo module as one commit holds it. */
export type OdooModule = {
  /** Its folder from the root of the repository, whose last part is the module's name. */
  readonly folder: string;
  readonly name: string;
  readonly manifestPath: string;
  readonly reading: ManifestReading;
};

/** The Odoo side of one commit's tree. */
export type ModuleTree = {
  /** By folder. */
  readonly modules: ReadonlyMap<string, OdooModule>;
  /** Every requirements.txt, wherever it lies. */
  readonly requirements: readonly string[];
  /** How many modules are left out, because there are more than are read. */
  readonly leftOut: number;
};

/** The tree of no commit. */
export const emptyTree: ModuleTree = { modules: new Map(), requirements: [], leftOut: 0 };
