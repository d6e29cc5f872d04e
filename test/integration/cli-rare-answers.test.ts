import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ocoreCommand, runCommand } from '#test/run-command.ts';

let answer: { status: number; body?: unknown };
const server = createServer((_request, response) => {
  response.writeHead(answer.status, { 'content-type': 'application/json' });
  response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
});

beforeEach(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterEach(() => new Promise((resolve) => server.close(resolve)));

const ocore = (...args: readonly string[]) =>
  runCommand(ocoreCommand, args, {
    env: {
      OCORE_TOKEN: `ocore_${'a'.repeat(43)}`,
      OCORE_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    },
  });

describe('an answer that the service seldom gives', () => {
  it('a key whose text was lost on the way fails and says to rotate it', async () => {
    answer = { status: 201, body: { id: 'key_1', name: 'CI', key: null } };

    const { code, stdout, stderr } = await ocore('api-key', 'create', '--name', 'CI', '--permission', 'view:projects');

    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('ocore api-key rotate key_1');
  });

  it('member leave names nobody, and prints nothing', async () => {
    answer = { status: 204 };

    expect(await ocore('member', 'leave', '--yes')).toMatchObject({ code: 0, stdout: '' });
  });
});
