import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Metafile } from 'esbuild';
import * as z from 'zod';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The file with the licences of the code of others in a package. */
export const noticesFile = 'THIRD-PARTY-NOTICES.txt';

const Person = z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]);
const Manifest = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string().optional(),
  /** The older way to tell it. */
  licenses: z.array(z.object({ type: z.string() })).default([]),
  author: Person.optional(),
});

/** Source: https://spdx.org/licenses/MIT.html */
const mit = (holder: string): string => `MIT License

Copyright (c) ${holder}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation
files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy,
modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software
is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES
OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE
LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR
IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/** The licences whose text some packages do not bring. */
const standardTexts: Readonly<Record<string, (holder: string) => string>> = {
  MIT: mit,
  // That of this repository.
  'Apache-2.0': (holder) => `Copyright ${holder}\n\n${readFileSync(join(root, 'LICENSE'), 'utf8').trim()}`,
};

/** The folder of the package that a source belongs to: the innermost one below node_modules. */
const packageOf = (source: string): string | undefined =>
  /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(source.replaceAll('\\', '/'))?.[0];

/** The folders of the packages that sources belong to. */
export const packagesOf = (sources: readonly string[]): ReadonlySet<string> =>
  new Set(sources.flatMap((source) => packageOf(source) ?? []));

/** The sources whose code is in outputs, according to esbuild. */
export const sourcesOf = (outputs: readonly Metafile['outputs'][string][]): readonly string[] =>
  outputs.flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([source, { bytesInOutput }]) => (bytesInOutput > 0 ? source : [])),
  );

const noticeOf = (folder: string): { readonly title: string; readonly text: string } => {
  const path = resolve(root, folder);
  const { name, version, author, ...manifest } = Manifest.parse(
    JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')),
  );
  const files = readdirSync(path)
    .filter((file) => /^(?:licen[cs]e|notice|copying)(?:[.-]|$)/i.test(file))
    .sort();
  const texts = files.map((file) => readFileSync(join(path, file), 'utf8').trim());
  const license = manifest.license ?? manifest.licenses.map(({ type }) => type).join(' OR ');
  const standard = standardTexts[license];
  if (texts.length === 0 && standard === undefined) {
    throw new Error(`${folder} brings no text of its licence ${license}: add it to infra/notices.ts.`);
  }
  const text = texts.length > 0 ? texts.join('\n\n') : (standard?.(author ?? `the authors of ${name}`) ?? '');
  return { title: `${name} ${version} (${license})`, text };
};

/**
 * The notices of the packages whose code is in a bundle: name, version, licence, and the texts that they bring.
 * @param packages their folders, absolute or relative to the root
 * @throws Error if a package brings no text and names a licence whose text is not known here
 */
export const notices = (packages: ReadonlySet<string>): string => {
  const titlesByText = new Map<string, Set<string>>();
  for (const { title, text } of [...packages].map(noticeOf)) {
    titlesByText.set(text, (titlesByText.get(text) ?? new Set()).add(title));
  }
  // Packages of one licence and one holder share its text.
  const parts = [...titlesByText].map(([text, titles]) => `${[...titles].sort().join('\n')}\n\n${text}\n`);
  const line = '='.repeat(80);
  return `oCore Projects contains code of these packages.\n${parts
    .sort()
    .map((part) => `\n${line}\n${part}`)
    .join('')}`;
};

/** Puts the notices of a bundle beside it. */
export const writeNotices = (folder: string, sources: readonly string[]): void =>
  writeFileSync(join(folder, noticesFile), notices(packagesOf(sources)));
