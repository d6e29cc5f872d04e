import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleInto } from '#infra/bundle.ts';
import { root, runCommand } from '#test/run-command.ts';

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ocore-receiver-'));
  await bundleInto(join(folder, 'receiver'), { entryPoints: [`${root}functions/webhooks/receive-webhook.ts`] });
  await bundleInto(join(folder, 'api'), { entryPoints: [`${root}functions/projects/create-project.ts`] });
});
afterAll(() => rmSync(folder, { recursive: true }));

const environment = {
  TABLE_NAME: 'ocore',
  PUBLIC_URL: 'https://ocore.example.com',
  ROOT_SECRET_ID: 'ocore/root-key',
  AWS_REGION: 'eu-central-1',
};

/** Runs an expression in a fresh process, with what a bundle exports at hand as `bundle`. */
const runWith = async (name: 'receiver' | 'api', expression: string): Promise<unknown> => {
  const bundle = JSON.stringify(join(folder, name, 'index.js'));
  const program = `const bundle = require(${bundle});
    (async () => ${expression})().then((value) => process.stdout.write(JSON.stringify(value)));`;
  const { stdout, stderr } = await runCommand(process.execPath, ['--eval', program], {
    cwd: folder,
    env: environment,
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
};

// zod tells the whole process of itself as soon as it is loaded.
const zodIsLoaded = `'__zod_globalRegistry' in globalThis`;
const garbage = JSON.stringify({
  body: '{}',
  headers: { 'content-type': 'application/json' },
  pathParameters: { provider: 'github', hookId: 'garbage' },
  requestContext: { requestId: 'r', http: { sourceIp: '127.0.0.1' } },
});

describe('the receiver in its bundle', () => {
  it('loads no zod at its start, which an endpoint of the API does', async () => {
    expect(await runWith('api', zodIsLoaded)).toBe(true);
    expect(await runWith('receiver', zodIsLoaded)).toBe(false);
  });

  it('refuses garbage without it', async () => {
    expect(await runWith('receiver', `[(await bundle.handler(${garbage})).statusCode, ${zodIsLoaded}]`)).toEqual([
      401,
      false,
    ]);
  });
});
