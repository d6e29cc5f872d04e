import * as z from 'zod/mini';

/**
 * The list that a build of the console writes beside its files, for the function that serves them: each asset by its name. A
 * compressed asset is stored as `<name>.br` and `<name>.gz`, any other one under its name.
 * Source: docs/design/console.md, "The built files".
 */
export const ConsoleBuild = z.object({
  assets: z.record(z.string(), z.object({ type: z.string(), compressed: z.boolean() })),
});
export type ConsoleBuild = z.infer<typeof ConsoleBuild>;

/** The name of the file with this list, in the folder of the build. */
export const buildListFile = 'files.json';

/** The text that Vite writes in place of a nonce (`html.cspNonce`). Each answer replaces it with a nonce of its own. */
export const noncePlaceholder = 'CSP_NONCE';
