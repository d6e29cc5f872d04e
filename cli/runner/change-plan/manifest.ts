import { type PythonDict, PythonSyntaxError, type PythonValue } from './python-value.ts';
import { readPythonLiteral } from './read-python-literal.ts';

/** The file names of a module's manifest. If a folder has both, Odoo uses the first. */
export const manifestNames: readonly string[] = ['__manifest__.py', '__openerp__.py'];

/** The fields of an Odoo module's manifest that a deployment needs. */
export type Manifest = {
  /** As written; `1.0` if missing, as in Odoo; null if it is not a text, which Odoo cannot load. */
  readonly version: string | null;
  /** Whether Odoo takes it for true. */
  readonly installable: boolean;
  /** What `auto_install` waits for though `depends` does not name it, which Odoo refuses. */
  readonly strayTriggers: readonly string[];
  /** The files that an update loads, relative to the module. */
  readonly data: ReadonlySet<string>;
  /** `external_dependencies` in a canonical form for comparison; empty if there are none. */
  readonly externalDependencies: string;
};

/** A manifest, or the reason why it cannot be read. */
export type ManifestReading = { readonly manifest: Manifest } | { readonly problem: string };

const isDict = (value: PythonValue | undefined): value is PythonDict => value instanceof Map;

const canonical = (value: PythonValue): string => {
  if (isDict(value)) {
    return `{${[...value].map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).sort()}}`;
  }
  return Array.isArray(value) ? `[${value.map(canonical).sort()}]` : JSON.stringify(value);
};

const textsOf = (value: PythonValue | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];

const hasAny = (value: PythonValue | undefined): value is PythonValue => {
  if (value instanceof Map) return [...value.values()].some(hasAny);
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
};

/** Whether Python takes a value for true. */
const isTrue = (value: PythonValue): boolean => {
  if (value instanceof Map) return value.size > 0;
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
};

const versionOf = (value: PythonValue | undefined): string | null => {
  if (value === undefined) return '1.0';
  return typeof value === 'string' ? value : null;
};

const strayTriggersOf = (manifest: PythonDict): readonly string[] => {
  const triggers = manifest.get('auto_install');
  if (!Array.isArray(triggers)) return [];
  const depends = manifest.get('depends');
  return textsOf(triggers).filter((one) => !Array.isArray(depends) || !depends.includes(one));
};

// A byte order mark stays: Python refuses it.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const textOf = (file: Uint8Array): string | null => {
  try {
    return utf8.decode(file);
  } catch {
    return null;
  }
};

/** Reads a `__manifest__.py` or `__openerp__.py`. Source: Odoo, "Module Manifests". */
export const readManifest = (file: Uint8Array): ManifestReading => {
  const text = textOf(file);
  if (text === null) return { problem: 'it is not UTF-8' };
  try {
    const value = readPythonLiteral(text);
    if (!isDict(value)) return { problem: 'it is not a dictionary' };
    const dependencies = value.get('external_dependencies');
    return {
      manifest: {
        version: versionOf(value.get('version')),
        installable: isTrue(value.has('installable') ? (value.get('installable') ?? null) : true),
        strayTriggers: strayTriggersOf(value),
        data: new Set([
          ...textsOf(value.get('data')),
          ...textsOf(value.get('init_xml')),
          ...textsOf(value.get('update_xml')),
        ]),
        externalDependencies: hasAny(dependencies) ? canonical(dependencies) : '',
      },
    };
  } catch (error) {
    if (error instanceof PythonSyntaxError) return { problem: error.message };
    throw error;
  }
};
