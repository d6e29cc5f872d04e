import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readDeployKey } from '../../../../cli/runner/secret-store.ts';

const local = 'http://127.0.0.1:4700';
const accessKey = `OCORE${'0123456789ABCDEF'.repeat(2)}`;

let folder: string;
let server: Server;
let endpoint: string;
/** The Authorization headers that the Secrets Manager was sent. */
let received: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ocore-store-'));
  received = [];
  server = createServer((request, response) => {
    received.push(request.headers.authorization ?? '');
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(JSON.stringify({ SecretString: 'the key' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  endpoint = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const fileWith = (text: string): string => {
  const file = join(folder, 'file');
  writeFileSync(file, text);
  return file;
};
const read = (accessKeyFile: string, to = endpoint, from = local): Promise<string> =>
  readDeployKey('ocore/deploy-key/x', { endpoint: to, accessKeyFile }, from);

describe('readDeployKey', () => {
  it.each([accessKey, `${accessKey}\n`])('reads the key of a service on this machine with %j', async (text) => {
    expect(await read(fileWith(text))).toBe('the key');
    expect(received).toEqual([expect.stringContaining(`Credential=${accessKey}/`)]);
  });

  it.each([
    'https://ocore.example.com',
    'http://10.0.0.1:4700',
    'http://127.0.0.1.example.com',
    'http://127.0.0.1@example.com',
    '',
  ])('sends no file of this host where the claim comes from %j', async (from) => {
    await expect(read(fileWith(accessKey), endpoint, from)).rejects.toThrow('a service that is not on this machine');
    expect(received).toEqual([]);
  });

  it.each([
    'https://evil.example.com',
    'http://169.254.169.254',
    'http://localhost.evil.example.com',
    'file:///etc',
    'x',
  ])('sends no file of this host to %s', async (to) => {
    await expect(read(fileWith(accessKey), to)).rejects.toThrow('a service that is not on this machine');
  });

  it.each([
    ['a password', 'hunter2'],
    ['a token', `ocore_${'0'.repeat(26)}_${'0'.repeat(72)}`],
    ['a key with something behind it', `${accessKey}\nmore`],
    ['a key with something before it', `x${accessKey}`],
    ['a key in small letters', accessKey.toLowerCase()],
    ['a large file', accessKey.repeat(1000)],
    ['nothing', ''],
  ])('sends no file that holds %s', async (_what, text) => {
    await expect(read(fileWith(text))).rejects.toThrow(`${join(folder, 'file')} holds no access key of npm start.`);
    expect(received).toEqual([]);
  });

  it('sends nothing where the file is none', async () => {
    mkdirSync(join(folder, 'directory'));

    await expect(read(join(folder, 'directory'))).rejects.toThrow('holds no access key');
    await expect(read(join(folder, 'missing'))).rejects.toThrow('cannot be read (ENOENT).');
    expect(received).toEqual([]);
  });
});
