import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

const root = new URL('../../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** A comment of a file, as one line. */
export type Comment = { readonly file: string; readonly text: string };

// Comments that stand on lines of their own, and those behind code.
const comments = /^[ \t]*\/\*\*?[\s\S]*?\*\/|^[ \t]*\/\/.*(?:\n[ \t]*\/\/.*)*|(?<=[;{},(] )\/\/.*/gm;

const plain = (comment: string): string =>
  comment
    .replace(/^\s*\/\*+|\*\/$/g, '')
    .replace(/^\s*(?:\*|\/\/)/gm, '')
    .replace(/\s+/g, ' ')
    .trim();

/** Every comment of some files. @param files path from the repository's root → text */
export const commentsOf = (files: ReadonlyMap<string, string>): Comment[] =>
  [...files].flatMap(([file, text]) => [...text.matchAll(comments)].map(([one]) => ({ file, text: plain(one) })));

/** Pages that are not in the repository, by the ways in which they were once cited. */
const outside =
  /[dD]esign §|(?<![\w/-])(?:wire|security|conventions|performance|access)\.md|(?<!docs\/design\/)\bproviders\.md|\breference\/|\bissue \d|\bissue "|specification of branch order/;

/** Whether a text cites a specification that a reader of the repository cannot open. */
export const citesOutside = (text: string): boolean => outside.test(text);

/** The sections of the product's manual that may be cited. */
const manual: ReadonlySet<string> = new Set([
  'Project Management',
  'Creating a Project',
  'Connecting a Git Repository',
  'Regenerating the Deploy Key',
  'Reconfiguring the Webhook',
  'Disconnecting a Repository',
  'Updating a Project',
  'Archiving and Unarchiving',
  'Cloning a Project',
  'Project Access Control',
  'Branch-to-Environment Mapping',
  'Deleting a Project',
  'Required Permissions',
  'Troubleshooting',
  'Webhook not triggering deployments',
]);

/** What everybody can look up: RFCs, pages of man, standards and vendors by their names. */
const published =
  /^(?:RFC \d+(?: §[\d.]+)?|[a-z][\w.-]*\(\d\)(?:, (?:"[^"]+"|[a-z][\w.-]*\(\d\)))*|https:\/\/\S+|Standard Webhooks|PROTOCOL\.key of OpenSSH|Odoo, "[^"]+"|AWS Lambda's defined variables)$/;

const local = /(docs\/[\w/.-]+\.md)((?:,? (?:and )?"[^"]+")*)/g;
const headingsIn = (quoted: string): string[] => [...quoted.matchAll(/"([^"]+)"/g)].map(([, heading = '']) => heading);

/** The headings of a page of the repository; null where there is no such page. */
const headingsOf = (page: string): ReadonlySet<string> | null =>
  existsSync(new URL(page, root))
    ? new Set([...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading.trim()))
    : null;

/** What is wrong with the pages of docs/ that a comment names. */
export const brokenPages = ({ file, text }: Comment): string[] =>
  [...text.matchAll(local)].flatMap(([, page = '', quoted = '']) => {
    const headings = headingsOf(page);
    if (headings === null) return [`${file} cites ${page}, which does not exist`];
    return headingsIn(quoted)
      .filter((heading) => !headings.has(heading))
      .map((heading) => `${file} cites "${heading}", which is no heading of ${page}`);
  });

const partProblem = (part: string): string | null => {
  const page = /^docs\/[\w/.-]+\.md/.exec(part);
  if (page !== null) return headingsIn(part).length > 0 ? null : `${part} without a heading`;
  const section = /^manual, "([^"]+)"$/.exec(part)?.[1];
  if (section !== undefined) return manual.has(section) ? null : `"${section}", which is no section of the manual`;
  return published.test(part) ? null : `${part}, which nobody can look up`;
};

/** What is wrong with the `Source:` of a comment. Its parts are separated by semicolons. */
export const brokenSources = ({ file, text }: Comment): string[] =>
  [...text.matchAll(/\bSource: (.*?)(?:\.(?=\s|$)|$)/g)].flatMap(([, cited = '']) =>
    cited
      .split(/;\s*/)
      .map(partProblem)
      .filter((problem) => problem !== null)
      .map((problem) => `${file} cites ${problem}`),
  );

/** The ids of the decisions that have a page. */
const decisions = (): ReadonlySet<string> =>
  new Set(readdirSync(new URL('docs/decisions/', root)).map((name) => name.slice(0, 'D-000'.length)));

/** Decisions that a text names and that have no page. */
export const unknownDecisions = ({ file, text }: Comment): string[] => {
  const known = decisions();
  return [...text.matchAll(/\bD-\d{3}\b/g)]
    .filter(([id]) => !known.has(id))
    .map(([id]) => `${file} cites ${id}, which has no page in docs/decisions`);
};

/** The pages of the documentation: path from the repository's root → text. */
export const pages = (): ReadonlyMap<string, string> =>
  new Map(
    [
      'README.md',
      ...readdirSync(new URL('docs/', root), { recursive: true, encoding: 'utf8' }).map((name) => `docs/${name}`),
    ]
      .filter((path) => path.endsWith('.md'))
      .map((path) => [path, read(path)]),
  );

/** Links of a page that lead to no file of the repository. */
export const brokenLinks = (page: string, text: string): string[] =>
  [...text.matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)/g)]
    .map(([, target = '']) => posix.join(posix.dirname(page), target))
    .filter((target) => !existsSync(new URL(target, root)))
    .map((target) => `${page} links to ${target}, which does not exist`);
