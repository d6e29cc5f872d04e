import * as z from 'zod/mini';

/**
 * What a build of the console leaves beside its files, for the function that serves them: each asset by its name. One that
 * is compressed lies there as `<name>.br` and `<name>.gz`, any other as it is.
 * Source: docs/design/console.md, "The built files".
 */
export const ConsoleBuild = z.object({
  assets: z.record(z.string(), z.object({ type: z.string(), compressed: z.boolean() })),
});
export type ConsoleBuild = z.infer<typeof ConsoleBuild>;

/** The file with it, in the folder of the build. */
export const buildListFile = 'files.json';

/** What Vite writes (`html.cspNonce`), and each answer replaces by its own nonce. */
export const noncePlaceholder = 'CSP_NONCE';
