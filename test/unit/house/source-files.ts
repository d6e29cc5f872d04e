import { existsSync, readdirSync, readFileSync } from 'node:fs';

const root = new URL('../../../', import.meta.url);

/** The TypeScript files below some folders of the repository: path from its root → text. */
export const sourceFiles = (folders: readonly string[]): ReadonlyMap<string, string> =>
  new Map(
    folders
      .filter((folder) => existsSync(new URL(folder, root)))
      .flatMap((folder) =>
        readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: 'utf8' })
          .filter((name) => /\.tsx?$/.test(name) && !name.includes('node_modules'))
          .sort()
          .map((name) => `${folder}/${name}`),
      )
      .map((path) => [path, readFileSync(new URL(path, root), 'utf8')]),
  );

/** Takes the comments off; a `//` inside a text stays, where a quote or a colon stands before it. */
export const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[\s;{}(),])\/\/[^\n]*/g, '$1');
