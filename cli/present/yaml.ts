import { stringify } from 'yaml';

/** A value as YAML, a text in one line. Loaded where it is asked for: a bundle has no names of a package that is CommonJS. */
export const yamlOf = (value: unknown): string => stringify(value, { lineWidth: 0 });
