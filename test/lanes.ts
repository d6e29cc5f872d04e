import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The files of the exhaustive lane. */
export const exhaustive = ['test/unit/**/*.full.test.ts', 'test/integration/**/*.full.test.ts'];

/** The files of `npm run check`: they look at what is written, and run none of it. */
export const checks = ['test/integration/**/*.check.test.ts'];

/** What outlives a file in its process: modules that a test replaces, and classes of packages with stubbed methods. */
const replaces = /^(?!\s*(?:\*|\/[/*])).*(?:\bvi\.(?:mock|doMock|resetModules|stubEnv|stubGlobal)|mockClient)\(/m;

/** What modules of the project remember: the environment of their process, and the service that was started with it. */
const remembers = /process\.env\b|useTestTable\(\)|TestService\.start\(/;

/** The file itself, and what it imports from the folder of tests, however far. */
const reachedFrom = (file: string, found = new Set<string>()): ReadonlySet<string> => {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(/(?:from|import|import\()\s*'([.#][^']+)'/g)) {
    const path = name.startsWith('#') ? name.slice(1) : join(dirname(file), name);
    if (path.startsWith('test/') && existsSync(path)) reachedFrom(path, found);
  }
  return found;
};

const says = (file: string, what: RegExp): boolean =>
  [...reachedFrom(file)].some((one) => what.test(readFileSync(one, 'utf8')));

const files = globSync('test/{unit,integration}/**/*.test.ts')
  .filter((file) => !/\.(?:full|check)\.test\.ts$/.test(file))
  .sort();

/** All of them replace the same module by the same stub. */
const synthesizing = files.filter((file) => reachedFrom(file).has('test/integration/infra/synthesized.ts'));
const isolated = files.filter((file) => says(file, replaces) && !synthesizing.includes(file));
const stateless = files.filter(
  (file) => file.startsWith('test/unit/') && !isolated.includes(file) && !says(file, remembers),
);

/**
 * The files of the fast lane by what they may share, since starting a process and loading its packages is a third of the
 * time: nothing, the packages that their process has loaded, or the modules of the project too. Those that synthesise the
 * stacks share the CDK and what they have synthesised.
 */
export const fast = {
  isolated,
  sharingTemplates: synthesizing,
  sharingPackages: files.filter((file) => ![isolated, synthesizing, stateless].some((group) => group.includes(file))),
  sharingModules: stateless,
};
