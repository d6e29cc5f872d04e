import { posix } from 'node:path';
import { endpoints } from '#shared/contract/endpoints.ts';
import { withoutComments } from '#test/unit/house/source-files.ts';

type Files = ReadonlyMap<string, string>;

const operations = new Set(endpoints.map(({ operationId }) => operationId));

/** The files that any row is passed through. */
const isTransport = (path: string): boolean => path.startsWith('console/api/');

const writing = /\buse(?:Guarded)?Write\(\s*([\w.]+)/g;
const hooked = /\b(?:useReads?|usePages|use(?:Guarded)?Write)\(\s*(\w+)/g;
const raw = /\.(?:call|request)\(/;
const imported = /\bimport\s*\{([^}]*)\}\s*from\s*'([^']+)'/g;
const declared = /^(?:export )?const (\w+)/gm;

/** What a file takes from others: the name here → the file and the name there. */
const importsOf = (path: string, code: string): ReadonlyMap<string, { readonly from: string; readonly name: string }> =>
  new Map(
    [...code.matchAll(imported)].flatMap(([, names = '', from = '']) =>
      names.split(',').map((one) => {
        const [name = '', own = name] = one
          .replace(/\btype\b/, '')
          .trim()
          .split(/\s+as\s+/);
        return [own, { from: from.startsWith('.') ? posix.join(posix.dirname(path), from) : from, name }] as const;
      }),
    ),
  );

/** The name of the constant that a place of a file belongs to. */
const ownerOf = (code: string, index: number): string => [...code.slice(0, index).matchAll(declared)].at(-1)?.[1] ?? '';

/** The writes of a file: the row, and the hook that makes it for others. */
const writesOf = (code: string) =>
  [...code.matchAll(writing)].map(({ 1: row = '', index }) => ({ row, owner: ownerOf(code, index) }));

/** The rows that a file calls with the client itself: those that it gives to no hook. */
const rawRows = (path: string, code: string): string[] => {
  if (!raw.test(code)) return [];
  const others = new Set([...code.matchAll(hooked)].map(([, row]) => row));
  return [...importsOf(path, code)]
    .filter(([own, { from }]) => from.startsWith('#shared/contract/endpoints/') && !others.has(own))
    .map(([, { name }]) => name);
};

/** The files that take a constant of a file; itself, where none does. */
const takersOf = (codes: Files, from: string, name: string): string[] => {
  const takers = [...codes].filter(([path, code]) =>
    [...importsOf(path, code).values()].some((one) => one.from === from && one.name === name),
  );
  return name.startsWith('use') && takers.length > 0 ? takers.map(([path]) => path) : [from];
};

/**
 * Where the console changes something: "deleteRole of console/roles/role-dialogs.tsx". A hook that makes a write counts in
 * each file that takes it, and what the client is called with in the file that calls it.
 * @param isRead whether a row that the client is called with only reads
 * @throws Error for a row that cannot be told from the source
 */
export const writeSites = (files: Files, isRead: (row: string) => boolean): readonly string[] => {
  const codes = new Map(
    [...files].filter(([path]) => !isTransport(path)).map(([path, text]) => [path, withoutComments(text)]),
  );
  const sites = [...codes].flatMap(([path, code]) => [
    ...rawRows(path, code)
      .filter((row) => !isRead(row))
      .map((row) => ({ row, of: [path] })),
    ...writesOf(code).map(({ row, owner }) => ({ row, of: takersOf(codes, path, owner) })),
  ]);
  const unknown = sites.find(({ row }) => !operations.has(row));
  if (unknown !== undefined) throw new Error(`${unknown.of}: ${unknown.row} is no row of the contract.`);
  return [...new Set(sites.flatMap(({ row, of }) => of.map((path) => `${row} of ${path}`)))].sort();
};
