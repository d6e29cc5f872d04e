import { readFile } from 'node:fs/promises';
import { brotliCompressSync, constants } from 'node:zlib';
import type { Plugin } from 'esbuild';

const packed = (text: string): string => {
  const json = JSON.stringify(JSON.parse(text));
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  return brotliCompressSync(json, { params }).toString('base64');
};

/**
 * Puts openapi.json into a bundle as 40 KB of Brotli instead of 400 KB of text, which grows with every route and which
 * Lambda would load from its disk.
 * Source: docs/design/architecture.md, "Bundles".
 */
export const packedDocument: Plugin = {
  name: 'packed-document',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\/openapi\.json$/ }, async ({ path }) => ({
      contents: `import { brotliDecompressSync } from 'node:zlib';
export default JSON.parse(brotliDecompressSync(Buffer.from('${packed(await readFile(path, 'utf8'))}', 'base64')).toString());`,
      loader: 'js',
    }));
  },
};
