import { posix } from 'node:path';
import { withoutComments } from './source-files.ts';

export type Import = {
  readonly from: string;
  /** A path from the repository's root, or a package's name. */
  readonly to: string;
  /** Nothing of it is left at run time. */
  readonly typeOnly: boolean;
};

const statement = /\b(?:import|export)\s+(type\s)?\s*((?:[\w*$\s,]|\{[^}]*\})+?)\s*from\s*['"]([^'"]+)['"]/g;
const sideEffect = /\bimport\s*['"]([^'"]+)['"]/g;
const dynamic = /\b(?:import|require)\s*\(\s*['"]([^'"]+)['"]\s*[,)]/g;

const bringsOnlyTypes = (names: string): boolean => {
  const braces = /^\{([\s\S]*)\}$/.exec(names.trim())?.[1];
  const listed = braces?.split(',').filter((name) => name.trim() !== '') ?? [];
  return listed.length > 0 && listed.every((name) => /^\s*type\s/.test(name));
};

const resolve = (from: string, specifier: string): string => {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier);
  return specifier.startsWith('#') ? specifier.slice(1) : specifier;
};

/** All imports of some files. @param files path from the repository's root → text */
export const scanImports = (files: ReadonlyMap<string, string>): Import[] =>
  [...files].flatMap(([from, source]) => {
    const text = withoutComments(source);
    const value = (specifier = ''): Import => ({ from, to: resolve(from, specifier), typeOnly: false });
    return [
      ...[...text.matchAll(statement)].map(([, type, names = '', specifier]) => ({
        ...value(specifier),
        typeOnly: type !== undefined || bringsOnlyTypes(names),
      })),
      ...[...text.matchAll(sideEffect)].map(([, specifier]) => value(specifier)),
      ...[...text.matchAll(dynamic)].map(([, specifier]) => value(specifier)),
    ];
  });

/** The part of the house that a file belongs to: `functions`, `infra`, `cli`, `shared/domain`; null for a package. */
export const partOf = (path: string): string | null => {
  const [top = '', next = ''] = path.split('/');
  if (top === 'shared') return `shared/${next}`;
  return ['functions', 'infra', 'cli', 'console', 'test'].includes(top) ? top : null;
};
