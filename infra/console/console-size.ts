import * as z from 'zod';

const Chunk = z.object({
  file: z.string(),
  isEntry: z.boolean().default(false),
  isDynamicEntry: z.boolean().default(false),
  imports: z.array(z.string()).default([]),
  css: z.array(z.string()).default([]),
  assets: z.array(z.string()).default([]),
});
/** What Vite has built, by source. Source: https://vite.dev/guide/backend-integration */
const Manifest = z.record(z.string(), Chunk);
type Manifest = z.infer<typeof Manifest>;

/** What one load costs: bytes over the wire, and requests. */
export type Load = { readonly bytes: number; readonly requests: number };

export type ConsoleSize = {
  /** The page, and all that its script needs to run. */
  readonly first: Load;
  /** What each part that is loaded later adds, by its source. */
  readonly later: Readonly<Record<string, Load>>;
};

/** The files that a chunk needs, with those of what it imports. */
const filesOf = (manifest: Manifest, name: string, seen = new Set<string>()): ReadonlySet<string> => {
  const chunk = manifest[name];
  if (chunk === undefined || seen.has(chunk.file)) return seen;
  for (const file of [chunk.file, ...chunk.css, ...chunk.assets]) seen.add(file);
  for (const one of chunk.imports) filesOf(manifest, one, seen);
  return seen;
};

/**
 * Measures what a browser loads of a console, now and later.
 * @param manifest as Vite writes it @param bytesOf over the wire, of a file of the build
 */
export const consoleSize = (manifest: unknown, bytesOf: (file: string) => number): ConsoleSize => {
  const chunks = Manifest.parse(manifest);
  const load = (files: Iterable<string>): Load => {
    const all = [...files];
    return { bytes: all.reduce((sum, file) => sum + bytesOf(file), 0), requests: all.length };
  };
  const names = Object.keys(chunks);
  const first = new Set([
    'index.html',
    ...names.filter((name) => chunks[name]?.isEntry).flatMap((name) => [...filesOf(chunks, name)]),
  ]);
  const later = names
    .filter((name) => chunks[name]?.isDynamicEntry)
    .map((name): [string, Load] => [name, load([...filesOf(chunks, name)].filter((file) => !first.has(file)))]);
  return { first: load(first), later: Object.fromEntries(later) };
};
