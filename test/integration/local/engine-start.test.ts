import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startDynamoDb } from '#infra/local/dynamodb.ts';
import type { Engine } from '#infra/local/dynamodb-engine.ts';
import { freePort } from '#infra/local/free-port.ts';
import { LocalFailure } from '#infra/local/local-failure.ts';
import { runCommand } from '#test/run-command.ts';

const path = process.env.PATH;
let folder: string;
const stops: (() => Promise<unknown>)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ocore-engine-'));
});
afterEach(async () => {
  process.env.PATH = path;
  for (const stop of stops.splice(0)) await stop();
  rmSync(folder, { recursive: true });
});

const start = async (
  options: { readonly engine?: Engine; readonly database?: string; readonly pickPort?: () => Promise<number> } = {},
) => {
  const database = await startDynamoDb({
    engine: 'dynoxide',
    database: null,
    tableName: 'ocore-test',
    accessKey: 'k'.repeat(20),
    ...options,
  });
  stops.push(database.stop);
  return database;
};

const failureOf = async (starting: Promise<unknown>): Promise<string> => {
  const error: unknown = await starting.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(LocalFailure);
  return (error as LocalFailure).message;
};

/** Takes a port with a server that answers as if it were the engine. @returns the port, and what it was asked */
const takenPort = async (host: string): Promise<{ readonly port: number; readonly requests: string[] }> => {
  const requests: string[] = [];
  const server = await new Promise<Server>((resolve) => {
    const made = createServer((request, response) => {
      requests.push(String(request.url));
      response.end('{}');
    }).listen(0, host, () => resolve(made));
  });
  stops.push(() => new Promise((resolve) => server.close(resolve)));
  return { port: (server.address() as AddressInfo).port, requests };
};

/** What a program called java does here, which counts its starts. */
const fakeJava = (script: string): (() => number) => {
  const counter = join(folder, 'starts');
  writeFileSync(counter, '');
  writeFileSync(join(folder, 'java'), `#!/bin/sh\necho x >> ${counter}\n${script}\n`);
  chmodSync(join(folder, 'java'), 0o755);
  process.env.PATH = `${folder}${delimiter}${path}`;
  return () => readFileSync(counter, 'utf8').split('\n').length - 1;
};

describe('a port that another process takes between probe and use', () => {
  it.each(['127.0.0.1', '0.0.0.0'])('on %s is left for another one, and its owner is asked nothing', async (host) => {
    const taken = await takenPort(host);
    const ports = [taken.port];

    const { endpoint, streamArn } = await start({ pickPort: async () => ports.shift() ?? freePort() });

    expect(new URL(endpoint).port).not.toBe(String(taken.port));
    expect(streamArn).toContain('ocore-test');
    expect(taken.requests).toEqual([]);
  });

  it('is given up after ten ports, and the data is not blamed', async () => {
    const taken = await takenPort('127.0.0.1');
    let picked = 0;

    const message = await failureOf(
      start({
        database: join(folder, 'table'),
        pickPort: async () => {
          picked += 1;
          return taken.port;
        },
      }),
    );

    expect(picked).toBe(10);
    expect(message).toBe('The DynamoDB engine found no free port: others took each one that it tried. Start again.');
  });

  it("is told apart in the words of AWS's DynamoDB Local too, whoever answers there", async () => {
    const taken = await takenPort('127.0.0.1');
    const starts = fakeJava('sleep 0.05; echo "Caused by: java.net.BindException: Address already in use" >&2; exit 1');

    const message = await failureOf(start({ engine: 'dynamodb-local', pickPort: async () => taken.port }));

    expect(starts()).toBe(10);
    expect(message).toContain('found no free port');
  });
});

describe('an engine that does not start for another reason', () => {
  it('is tried once, and deletes nothing: its data may be whole', async () => {
    const starts = fakeJava('echo "Error: Could not reserve enough space for object heap" >&2; exit 1');

    const message = await failureOf(start({ engine: 'dynamodb-local', database: join(folder, 'table') }));

    expect(starts()).toBe(1);
    expect(message).toBe(
      'The DynamoDB engine did not start: Error: Could not reserve enough space for object heap. Remove the cause and start again; the data stays as it is.',
    );
  });

  it('is noticed where it says nothing', async () => {
    fakeJava('exit 3');

    expect(await failureOf(start({ engine: 'dynamodb-local' }))).toContain('did not start: it said nothing.');
  });

  it('is noticed where there is no shell to start it', async () => {
    process.env.PATH = folder;

    expect(await failureOf(start())).toContain('did not start: spawn sh ENOENT.');
  });

  it('says so where the database cannot be opened', async () => {
    const message = await failureOf(start({ database: join(folder, 'missing', 'table') }));

    expect(message).toContain('unable to open database file');
    expect(message).not.toContain('elete');
  });
});

describe('data that the engine cannot read', () => {
  const advice = (): string =>
    `The database ${join(folder, 'table')}* is broken. Restore it from a copy, or delete the state directory, or use --ephemeral.`;

  it('is named where the file is no database', async () => {
    writeFileSync(join(folder, 'table.sqlite'), 'this is no database'.repeat(1000));

    expect(await failureOf(start({ database: join(folder, 'table') }))).toBe(advice());
  });

  it('is named where the file is damaged further in', async () => {
    const file = join(folder, 'table.sqlite');
    await (await start({ database: join(folder, 'table') })).stop();
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill(0xa5, 100));

    expect(await failureOf(start({ database: join(folder, 'table') }))).toBe(advice());
  });
});

describe('an engine that takes its time to end', () => {
  it('is waited for, though nothing else keeps the process', async () => {
    const engineProcess = new URL('../../../infra/local/engine-process.ts', import.meta.url).href;
    const slow = `trap 'exec 2>/dev/null; until [ -e "${folder}/ending" ]; do sleep 0.05; done; exit' TERM; echo up >&2; while :; do sleep 0.05; done`;

    const ran = await runCommand(process.execPath, [
      '--input-type=module',
      '--eval',
      `import { writeFileSync } from 'node:fs';
       const { EngineProcess } = await import(${JSON.stringify(engineProcess)});
       const engine = new EngineProcess(['sh', '-c', ${JSON.stringify(slow)}]);
       await engine.untilItListens(async (said) => said.includes('up'));
       // Without a reference, so that it cannot keep the process.
       setTimeout(() => writeFileSync(${JSON.stringify(join(folder, 'ending'))}, ''), 500).unref();
       await engine.stop();
       console.log('stopped');`,
    ]);
    writeFileSync(join(folder, 'ending'), '');

    expect(ran).toMatchObject({ code: 0, stdout: 'stopped\n' });
  });
});
