import * as z from 'zod';

const Chunk = z.object({
  file: z.string(),
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
  /** The page, what it names, and all that its script needs to run. */
  readonly first: Load;
  /** What each part that is loaded later adds, by its source. */
  readonly later: Readonly<Record<string, Load>>;
};

/** Adds the files of a chunk, and of those that it imports. */
const addChunk = (manifest: Manifest, name: string, files: Set<string>): void => {
  const chunk = manifest[name];
  if (chunk === undefined || files.has(chunk.file)) return;
  for (const file of [chunk.file, ...chunk.css, ...chunk.assets]) files.add(file);
  for (const one of chunk.imports) addChunk(manifest, one, files);
};

/** The files that a page loads: those that it names, and what they import. */
const filesOfPage = (manifest: Manifest, page: string): ReadonlySet<string> => {
  const files = new Set(['index.html']);
  for (const [, file = ''] of page.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)) {
    const name = Object.keys(manifest).find((one) => manifest[one]?.file === file);
    if (name === undefined) files.add(file);
    else addChunk(manifest, name, files);
  }
  return files;
};

/**
 * Measures what a browser loads of a console, now and later.
 * @param page the text of index.html @param manifest as Vite writes it
 * @param bytesOf over the wire, of a file of the build
 */
export const consoleSize = (page: string, manifest: unknown, bytesOf: (file: string) => number): ConsoleSize => {
  const chunks = Manifest.parse(manifest);
  const load = (files: Iterable<string>): Load => {
    const all = [...files];
    return { bytes: all.reduce((sum, file) => sum + bytesOf(file), 0), requests: all.length };
  };
  const first = filesOfPage(chunks, page);
  const added = (name: string): Load => {
    const files = new Set(first);
    addChunk(chunks, name, files);
    return load([...files].filter((file) => !first.has(file)));
  };
  const later = Object.keys(chunks).filter((name) => chunks[name]?.isDynamicEntry);
  return { first: load(first), later: Object.fromEntries(later.map((name) => [name, added(name)])) };
};
