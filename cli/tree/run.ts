import { type Client, jsonOf, pathOf } from '#shared/client/client.ts';
import { type ConnectionFlags, connect } from '../contexts/connection.ts';
import { exitCodes } from '../exit-codes.ts';
import { say } from '../output.ts';
import { plainLine, plainText, type Screen } from '../present/cell.ts';
import type { Format } from '../present/format.ts';
import { present, rowsOf, usualFormat } from '../present/present.ts';
import { UsageError } from '../usage-error.ts';
import { argumentKinds } from './arguments.ts';
import type { ApiCommand, Params } from './command.ts';
import { type ConfirmationFlags, confirmed } from './confirmation.ts';
import { follow, leaveOnInterrupt, resultOf } from './follow.ts';
import { isNamed, type Names, namesOf } from './names.ts';
import { keyOf } from './options.ts';
import { type Answer, allPages, isCut } from './pages.ts';

/** The options that commands share, as commander hands them over. */
export type SharedFlags = ConnectionFlags &
  ConfirmationFlags & {
    readonly output?: Format;
    readonly json?: true;
    readonly all?: true;
    readonly wait?: true;
    readonly follow?: true;
  };

type Fields = Record<string, unknown>;
type Given = { readonly params: Params; readonly fields: Fields };

const screen = (): Screen => ({
  width: process.stdout.isTTY === true ? process.stdout.columns : null,
  now: new Date(),
});

const givenOf = async (
  command: ApiCommand,
  values: readonly (string | readonly string[])[],
  flags: Fields,
  names: Names,
): Promise<Given> => {
  const params: Record<string, string> = {};
  const fields: Fields = { ...command.sends };
  for (const [index, kind] of command.arguments.entries()) {
    const value = values[index] ?? '';
    const { parameter } = argumentKinds[kind];
    const named = typeof value === 'string' && isNamed(kind) ? await names[kind](value) : value;
    if (typeof named === 'string' && command.row.path.includes(`{${parameter}}`)) params[parameter] = named;
    else fields[parameter] = named;
  }
  for (const option of command.options) {
    const value = flags[keyOf(option.flags)];
    if (value !== undefined) Object.assign(fields, await option.read(value, names));
  }
  return { params, fields };
};

const formatOf = (command: ApiCommand, flags: SharedFlags): Format => {
  const format = flags.json === true ? 'json' : (flags.output ?? usualFormat(command));
  if (format === 'id' && command.idOf === null)
    throw new UsageError('-o id: what this prints has no id. Use -o table, json or yaml.');
  return format;
};

const requireChange = (command: ApiCommand, fields: Fields): void => {
  if (command.row.method !== 'PUT' || command.options.length === 0 || Object.keys(fields).length > 0) return;
  throw new UsageError(`Give at least one of ${command.options.map(({ flags }) => flags.split(' ')[0]).join(', ')}.`);
};

const answerOf = async (client: Client, command: ApiCommand, given: Given, all: boolean): Promise<Answer> => {
  const { row } = command;
  const path = pathOf(row, given.params);
  const inQuery = row.method === 'GET' || row.method === 'DELETE';
  if (all) return allPages(client, path, given.fields);
  const hasFields = Object.keys(given.fields).length > 0;
  const body =
    inQuery || (!hasFields && (row.body === undefined || row.bodyOptional === true)) ? undefined : given.fields;
  const answer = await client.request(
    row.method,
    path,
    inQuery ? { query: given.fields } : body === undefined ? {} : { body },
  );
  return { body: command.shape === 'text' ? null : jsonOf(answer), raw: answer.text };
};

const followed = async (
  client: Client,
  params: Readonly<Record<string, string>>,
  deploymentId: string,
  print: (text: string, at: string, seq: number) => void,
): Promise<Answer> => {
  const ids = { projectId: params.projectId ?? '', deploymentId };
  leaveOnInterrupt(ids);
  const ended = await follow({ client, params: ids, onLine: (line) => print(line.text, line.at, line.seq) });
  process.exitCode = resultOf(ended.status) ?? exitCodes.failed;
  if (ended.errorMessage !== null) say(`ocore: ${plainText(ended.errorMessage)}`);
  return { body: ended, raw: JSON.stringify(ended) };
};

const logLine = (format: Format, text: string, at: string, seq: number): string => {
  if (format === 'json') return JSON.stringify({ seq, at, text });
  return process.stdout.isTTY === true ? plainLine(text) : text;
};

const printLog =
  (format: Format) =>
  (text: string, at: string, seq: number): void => {
    process.stdout.write(`${logLine(format, text, at, seq)}\n`);
  };

/** `deployment logs`: lines, NDJSON under json; with `--follow` until the deployment has ended. */
const runLog = async (client: Client, command: ApiCommand, given: Given, format: Format, flags: SharedFlags) => {
  const print = printLog(format);
  if (flags.follow === true) {
    await followed(client, given.params, given.params.deploymentId ?? '', print);
    return;
  }
  let after = 0;
  for (;;) {
    const { body } = await answerOf(client, command, { ...given, fields: { after } }, false);
    const page = body as { lines: { text: string; at: string; seq: number }[]; lastSeq: number };
    for (const { text, at, seq } of page.lines) print(text, at, seq);
    if (page.lines.length === 0) return;
    after = page.lastSeq;
  }
};

const printSecret = (secret: string | null): void => {
  if (secret === null) process.exitCode = exitCodes.failed;
  else process.stdout.write(`${secret}\n`);
};

/**
 * Carries out a command of the API.
 * @param values its arguments, in their order
 * @throws UsageError, ApiFailure
 */
export const runApiCommand = async (
  command: ApiCommand,
  values: readonly (string | readonly string[])[],
  flags: SharedFlags,
): Promise<void> => {
  const format = formatOf(command, flags);
  const client = connect(flags);
  const given = await givenOf(command, values, flags as Fields, namesOf(client));
  requireChange(command, given.fields);
  const { confirmation } = command;
  if (
    confirmation !== null &&
    confirmation.when?.(given.fields) !== false &&
    !(await confirmed(confirmation, client, given.params, flags))
  ) {
    process.exitCode = exitCodes.cancelled;
    return;
  }
  if (command.shape === 'log') return runLog(client, command, given, format, flags);
  let answer = await answerOf(client, command, given, flags.all === true);
  if (command.shape === 'text') {
    process.stdout.write(answer.raw);
    return;
  }
  if (answer.body === null) {
    const named = Object.values(given.params).at(-1);
    if (format === 'id' || format === 'table') process.stdout.write(named === undefined ? '' : `${named}\n`);
    return;
  }
  for (const line of command.said(answer.body)) say(plainText(line));
  if (command.secretOf !== null && flags.json === undefined && flags.output === undefined) {
    return printSecret(command.secretOf(answer.body));
  }
  if (command.follows === 'made' && flags.wait === true) {
    const { id } = answer.body as { readonly id: string };
    answer = await followed(client, given.params, id, (text) => say(plainLine(text)));
  }
  process.stdout.write(await present(command, format, answer, screen(), given.params));
  if (command.shape === 'list' && isCut(answer.body)) say(`${rowsOf(answer.body).length} shown; --all for the rest`);
};
