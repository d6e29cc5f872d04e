import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { Page } from 'playwright-core';
import type { Endpoint } from '#shared/contract/endpoint.ts';
import { endpoints } from '#shared/contract/endpoints.ts';
import { program } from '../../cli/program.ts';

type Operation = { readonly operationId: string };
const openapi = JSON.parse(readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
};

/** The words of a line as a POSIX shell reads them, up to a redirection. @throws Error for what these lines never have */
export const shellWords = (line: string): readonly string[] => {
  const words: string[] = [];
  let rest = line.trim();
  while (rest !== '' && !/^[<>]/.test(rest)) {
    let word = '';
    while (rest !== '' && !/^\s/.test(rest)) {
      const [part = '', single, double, escaped, plain] =
        /^(?:'([^']*)'|"((?:[^"\\`]|\\["\\`$])*)"|\\(.)|([^\s'"\\;&|<>()`*?[\]{}!#~]+))/.exec(rest) ?? [];
      if (part === '') throw new Error(`A shell does not read this as it is meant: ${rest}`);
      word += single ?? double?.replace(/\\(["\\`$])/g, '$1') ?? escaped ?? plain ?? '';
      rest = rest.slice(part.length);
    }
    words.push(word);
    rest = rest.trimStart();
  }
  return words;
};

/** What is wrong with a line of `ocore`, by its own program; null if nothing. */
const commandFault = (ocore: Command, line: string): string | null => {
  const [name, ...words] = shellWords(line);
  if (name !== 'ocore') return `begins with ${name}`;
  let command = ocore;
  while (command.commands.length > 0) {
    const word = words.shift();
    const found = command.commands.find((one) => one.name() === word);
    if (found === undefined) return `there is no ${command.name()} ${word}`;
    command = found;
  }
  const messages: string[] = [];
  command.exitOverride((error) => {
    throw error;
  });
  command.configureOutput({ writeErr: (text) => messages.push(text), outputError: (text) => messages.push(text) });
  command.action(() => undefined);
  try {
    command.parse(words, { from: 'user' });
    return null;
  } catch (error) {
    return messages[0]?.trim() ?? String(error);
  }
};

const matches = (template: string, path: string): boolean =>
  new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(path);

/** The row of openapi.json, and of the table of endpoints that it is made of, that a call reaches. */
export const rowOf = (method: string, path: string): Endpoint | null => {
  const found = Object.entries(openapi.paths)
    .filter(([template]) => matches(template, path))
    // A path without a parameter comes before one with it.
    .sort(([one], [other]) => one.split('{').length - other.split('{').length)
    .flatMap(([, operations]) => operations[method.toLowerCase()]?.operationId ?? []);
  return endpoints.find(({ operationId }) => operationId === found[0]) ?? null;
};

/** What is wrong with a line of curl, by openapi.json and the schemas of the contract; null if nothing. */
const curlFault = (line: string): string | null => {
  const [name, ...words] = shellWords(line);
  if (name !== 'curl') return `begins with ${name}`;
  const after = (flag: string): string | undefined => words[words.indexOf(flag) + 1];
  const method = words.includes('-X') ? (after('-X') ?? '') : 'GET';
  const address = words.find((word) => /^https?:/.test(word));
  if (address === undefined) return 'has no address';
  const url = new URL(address);
  const row = rowOf(method, url.pathname);
  if (row === null) return `openapi.json has no ${method} ${url.pathname}`;
  if (!words.includes('Authorization: Bearer $OCORE_TOKEN')) return 'has no key';
  const query = Object.fromEntries(url.searchParams);
  const unknown = Object.keys(query).filter((one) => !Object.hasOwn(row.query?.def.shape ?? {}, one));
  if (unknown.length > 0) return `${row.operationId} has no parameter ${unknown.join(', ')}`;
  if (row.query !== undefined && !row.query.safeParse(query).success) return `${row.operationId} refuses the query`;
  const body = words.includes('-d') ? after('-d') : undefined;
  if (body !== undefined && !words.includes('Content-Type: application/json')) return 'names no content type';
  if (body === undefined) {
    return row.body === undefined || row.bodyOptional === true ? null : `${row.operationId} needs a body`;
  }
  if (row.body === undefined) return `${row.operationId} takes no body`;
  const checked = row.body.safeParse(JSON.parse(body));
  return checked.success ? null : `${row.operationId} refuses the body: ${checked.error.message}`;
};

/** The lines that the drawer shows now. */
export const shownLines = async (page: Page): Promise<readonly string[]> => {
  await page.getByRole('button', { name: 'CLI & API' }).press('Enter');
  const drawer = page.getByRole('dialog', { name: 'CLI & API' });
  await drawer.getByRole('region', { name: 'Address' }).waitFor();
  const lines = await drawer.getByRole('region', { name: /^(?:ocore|curl): / }).allTextContents();
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'detached' });
  return lines;
};

/** What is wrong with lines of the drawer: each names its fault. */
export const lineFaults = async (lines: readonly string[]): Promise<readonly string[]> => {
  const faults: string[] = [];
  for (const line of lines) {
    // Commander keeps what it has read: a program for each line.
    const fault = line.startsWith('curl') ? curlFault(line) : commandFault(await program(), line);
    if (fault !== null) faults.push(`${line}: ${fault}`);
  }
  return faults;
};
