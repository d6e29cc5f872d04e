import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { type ConnectionFlags, connect } from '../contexts/connection.ts';
import { addConnectionOptions, explain } from '../tree/build.ts';
import { allPages } from '../tree/pages.ts';
import { UsageError } from '../usage-error.ts';

type Flags = ConnectionFlags & {
  readonly field?: readonly string[];
  readonly input?: string;
  readonly paginate?: true;
};

const methods = ['GET', 'POST', 'PUT', 'DELETE'];

/** `k=v`, where v is a text, or JSON: true, false, null, a number, a list or an object. */
const fieldOf = (pair: string): readonly [string, unknown] => {
  const at = pair.indexOf('=');
  if (at < 1) throw new UsageError(`--field must be name=value, not ${pair}.`);
  const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
  if (!/^(?:true|false|null|-?\d{1,15}(?:\.\d{1,15})?|[[{].*)$/s.test(value)) return [name, value];
  try {
    return [name, JSON.parse(value)];
  } catch (cause) {
    throw new UsageError(`--field ${name}: ${value} begins like JSON, and is none.`, { cause });
  }
};

const inputOf = async (file: string): Promise<unknown> => {
  try {
    return JSON.parse(file === '-' ? await text(process.stdin) : readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new UsageError(`--input: ${file} cannot be read as JSON (${(cause as Error).message}).`, { cause });
  }
};

const requirePath = (path: string): void => {
  if (/^\/(?!\/)[^\s#]*$/.test(path)) return;
  throw new UsageError(`The path must begin with one slash, for instance /api/projects, not ${path}.`);
};

/** `ocore api`: any call of the API, with the address, key, tries and failures of the other commands. */
export const addApi = (ocore: Command): void => {
  const command = ocore
    .command('api')
    .description('Make any call of the API, and print its answer')
    .argument('<method>', 'GET, POST, PUT or DELETE')
    .argument('<path>', 'from /api on, with its query')
    .option('--field <name=value...>', 'a field of the query of a GET or DELETE, otherwise of the body')
    .option('--input <file>', 'the body, a file of JSON; - reads stdin')
    .option('--paginate', 'all pages of a list as one');
  addConnectionOptions(command);
  explain(command, 'api', [
    'ocore api GET /api/me',
    'ocore api POST /api/projects --field name=Shop',
    'ocore api GET /api/projects --paginate',
  ]);
  command.action(async (given: string, path: string, flags: Flags) => {
    const method = given.toUpperCase();
    if (!methods.includes(method))
      throw new UsageError(`The method must be one of ${methods.join(', ')}, not ${given}.`);
    requirePath(path);
    if (flags.field !== undefined && flags.input !== undefined)
      throw new UsageError('Give --field or --input, not both.');
    if (flags.paginate === true && method !== 'GET') throw new UsageError('--paginate is for GET alone.');
    const fields = flags.field === undefined ? undefined : Object.fromEntries(flags.field.map(fieldOf));
    const client = connect(flags);
    const [bare = '', search = ''] = path.split('?', 2);
    const inPath = Object.fromEntries(new URLSearchParams(search));
    const inQuery = method === 'GET' || method === 'DELETE';
    const query = inQuery ? { ...inPath, ...fields } : inPath;
    if (flags.paginate === true) {
      process.stdout.write(`${(await allPages(client, bare, query)).raw}\n`);
      return;
    }
    const body = flags.input === undefined ? (inQuery ? undefined : fields) : await inputOf(flags.input);
    const answer = await client.request(method, bare, { query, ...(body === undefined ? {} : { body }) });
    if (answer.text !== '') process.stdout.write(`${answer.text.trimEnd()}\n`);
  });
};
