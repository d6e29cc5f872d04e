import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { bundleSettings } from '#infra/bundle.ts';
import { trimContract, trimmedContract } from '#infra/trimmed-contract.ts';
import type { Endpoint } from '#shared/contract/endpoint.ts';
import { endpoints } from '#shared/contract/endpoints.ts';

/** Bundles a module as functions are bundled. @returns its text, and how many bytes of each source are in it */
const bundled = async (contents: string) => {
  const { outputFiles, metafile } = await build({
    ...bundleSettings,
    plugins: [trimmedContract],
    stdin: { contents, resolveDir: bundleSettings.absWorkingDir },
    format: 'cjs',
    write: false,
    metafile: true,
  });
  const inputs = Object.values(metafile.outputs)[0]?.inputs ?? {};
  const bytesOf = (path: string): number => inputs[path]?.bytesInOutput ?? 0;
  return { text: outputFiles[0]?.text ?? '', bytesOf };
};

describe('a module of the contract in a bundle', () => {
  it.each([
    ['const A = z.object({});', 'const A = /* @__PURE__ */ (() => (z.object({})))();'],
    ['export const A = z.string().check();', 'export const A = /* @__PURE__ */ (() => (z.string().check()))();'],
    ['const a = { b: c() }, d = 1;', 'const a = /* @__PURE__ */ (() => ({ b: c() }))(), d = 1;'],
    ['const a = b.c;', 'const a = /* @__PURE__ */ (() => (b.c))();'],
    [
      "const a = defineEndpoint({ path: '/', responses: { 200: { schema: A } } });",
      "const a = /* @__PURE__ */ (() => (defineEndpoint({ path: '/', responses: {} })))();",
    ],
  ])('%s becomes %s', (text, trimmed) => {
    expect(trimContract(text)).toBe(trimmed);
  });

  it.each([
    ['const a = 1;'],
    ['const f = () => z.object({});'],
    ['const f = function () { return g(); };'],
    ['const { a } = f();'],
    ['f();'],
  ])('%s stays as it is', (text) => {
    expect(trimContract(text)).toBe(text);
  });

  it('leaves out what nobody uses', async () => {
    const { bytesOf } = await bundled(
      "import { getDeployment } from '#shared/contract/endpoints/deployments.ts'; console.log(getDeployment);",
    );

    expect(bytesOf('shared/contract/endpoints/deployments.ts')).toBeGreaterThan(0);
    expect(bytesOf('shared/contract/deployment.ts')).toBe(0);
  });

  it('keeps the schemas of bodies and queries that are used', async () => {
    const { bytesOf } = await bundled(
      "import { startDeployment } from '#shared/contract/endpoints/deployments.ts'; console.log(startDeployment);",
    );

    expect(bytesOf('shared/contract/deployment.ts')).toBeGreaterThan(0);
  });

  it('has the rows of the sources, without responses', async () => {
    const { text } = await bundled("export { endpoints } from '#shared/contract/endpoints.ts';");
    const loaded = { exports: { endpoints: [] as readonly Endpoint[] } };
    new Function('module', 'exports', 'require', text)(loaded, loaded.exports, process.getBuiltinModule);

    const plain = ({ body, query, ...row }: Endpoint) => ({
      ...row,
      responses: {},
      body: body === undefined ? null : typeof body.parse,
      query: query === undefined ? null : Object.keys(query.shape),
    });
    const byOperation = (rows: readonly Endpoint[]) => new Map(rows.map((row) => [row.operationId, plain(row)]));
    expect(byOperation(loaded.exports.endpoints)).toEqual(byOperation(endpoints));
  });
});
