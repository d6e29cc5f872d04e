import { buildSync, type Metafile } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { bundleSettings } from '#infra/bundle.ts';
import { functionFiles, providerFunctions } from '#infra/functions.ts';
import { missingLines } from '#test/missing-lines.ts';

const { metafile } = buildSync({
  ...bundleSettings,
  entryPoints: functionFiles.map((file) => `functions/${file}.ts`),
  outdir: 'dist/lazy-loading',
  write: false,
  metafile: true,
});

/** The packages that a function reaches at its start, or, with dynamic imports, ever. */
const packagesOf = (file: string, { inputs }: Metafile, withDynamic: boolean): ReadonlySet<string> => {
  const seen = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const one of inputs[path]?.imports ?? []) {
      if (one.external !== true && (withDynamic || one.kind !== 'dynamic-import')) visit(one.path);
    }
  };
  visit(`functions/${file}.ts`);
  return new Set([...seen].map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path));
};

describe.each([...providerFunctions])('at its start %s', (file) => {
  it.each(['octokit', '@octokit/core', 'ssh2'])('does not load %s', (name) => {
    expect(packagesOf(file, metafile, false)).not.toContain(name);
  });
});

it('providerFunctions names every function that may load octokit or ssh2', () => {
  const reaching = functionFiles.filter((file) => {
    const packages = packagesOf(file, metafile, true);
    return packages.has('@octokit/core') || packages.has('ssh2');
  });

  expect(missingLines('providerFunctions in infra/functions.ts', providerFunctions, reaching)).toEqual([]);
});
