import { basename } from 'node:path';
import type { VitestPluginContext } from 'vitest/node';
import type { Guard } from './guard.ts';

/** The module in whose place its code with all guards, or without one of them, is reached. */
const inItsPlace = (code: string, path: string, own: readonly (readonly [number, Guard])[]): string => {
  const file = JSON.stringify(`./${basename(path)}`).slice(0, -1);
  const names = [...code.matchAll(/^export (?:const|class|(?:async )?function) (\w+)/gm)].map(([, name]) => name);
  return [
    `import { switched } from '#test/guards/removed-guard.ts';`,
    `import * as whole from ${file}?whole";`,
    ...own.map(([at]) => `import * as without${at} from ${file}?without=${at}";`),
    `const without = { ${own.map(([at, { keepsOut }]) => `${JSON.stringify(keepsOut)}: without${at}`).join(', ')} };`,
    ...names.map((name) => `export const ${name} = switched('${name}', whole, without);`),
  ].join('\n');
};

/** Lets a test take one guard after the other off the code as it is loaded; the files stay as they are. */
export const switchable = (guards: readonly Guard[]) => {
  const ownOf = (id: string) => {
    const path = id.replaceAll('\\', '/').split('?')[0] ?? '';
    return [...guards.entries()].filter(([, { file }]) => path.endsWith(`/${file}`));
  };
  return {
    name: 'switchable-guards',
    enforce: 'pre' as const,
    configureVitest: ({ defineCacheKeyGenerator }: VitestPluginContext) => {
      defineCacheKeyGenerator(({ id }) => (ownOf(id).length > 0 ? false : undefined));
    },
    transform: (code: string, id: string): string | undefined => {
      const own = ownOf(id);
      const [path = '', query = ''] = id.split('?');
      if (own.length === 0 || query === 'whole') return undefined;
      const guard = guards[Number(/^without=(\d+)$/.exec(query)?.[1])];
      return guard === undefined ? inItsPlace(code, path, own) : code.replace(guard.guard, () => guard.without);
    },
  };
};
