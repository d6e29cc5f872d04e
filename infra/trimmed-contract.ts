import { readFile } from 'node:fs/promises';
import { type AnyNode, type ObjectExpression, parse } from 'acorn';
import { type Plugin, transform } from 'esbuild';

type Edit = { readonly start: number; readonly end: number; readonly text: string };

/** What esbuild leaves out by itself where nobody uses it. */
const withoutEvaluation = new Set(['Literal', 'ArrowFunctionExpression', 'FunctionExpression', 'ClassExpression']);

/** The row that is the argument of `defineEndpoint`; null for every other expression. */
const rowOf = (node: AnyNode): ObjectExpression | null => {
  if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier') return null;
  const [row] = node.arguments;
  return node.callee.name === 'defineEndpoint' && row?.type === 'ObjectExpression' ? row : null;
};

const withoutResponses = (init: AnyNode): readonly Edit[] =>
  (rowOf(init)?.properties ?? []).flatMap((property) =>
    property.type === 'Property' && property.key.type === 'Identifier' && property.key.name === 'responses'
      ? [{ start: property.value.start, end: property.value.end, text: '{}' }]
      : [],
  );

const editsOf = (init: AnyNode): readonly Edit[] =>
  withoutEvaluation.has(init.type)
    ? []
    : [
        { start: init.start, end: init.start, text: '/* @__PURE__ */ (() => (' },
        ...withoutResponses(init),
        { start: init.end, end: init.end, text: '))()' },
      ];

/**
 * Prepares a module of the contract for bundles: esbuild can then leave out each constant that nobody uses, and the rows
 * have empty `responses`.
 * @param text the module as JavaScript, without types
 */
export const trimContract = (text: string): string =>
  parse(text, { ecmaVersion: 'latest', sourceType: 'module' })
    .body.map((node) => (node.type === 'ExportNamedDeclaration' ? node.declaration : node))
    .flatMap((node) => (node?.type === 'VariableDeclaration' ? node.declarations : []))
    .flatMap(({ id, init }) => (id.type === 'Identifier' && init ? editsOf(init) : []))
    .reduceRight((left, { start, end, text: written }) => left.slice(0, start) + written + left.slice(end), text);

// Each function with chunks is a build of its own, and all of them read the same modules.
const trimmedModules = new Map<string, Promise<string>>();

const trimmedModule = async (path: string): Promise<string> => {
  const { code } = await transform(await readFile(path, 'utf8'), { loader: 'ts', target: 'node24' });
  return trimContract(code);
};

/**
 * Leaves the schemas that a function does not use out of its bundle. Without this, esbuild keeps each schema whose
 * definition calls a method such as `.register()`, and every cold start makes it. The schemas of responses are for the
 * OpenAPI document and the clients: no function reads them.
 * Source: docs/design/architecture.md, "Bundles".
 */
export const trimmedContract: Plugin = {
  name: 'trimmed-contract',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\/shared\/contract\// }, async ({ path }) => {
      const contents = trimmedModules.get(path) ?? trimmedModule(path);
      trimmedModules.set(path, contents);
      return { contents: await contents, loader: 'js' };
    });
  },
};
