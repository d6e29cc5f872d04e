import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ConsoleFiles } from '#shared/http/console-files.ts';
import { consoleAsset, consolePage } from '#shared/http/console-reply.ts';
import { BuiltConsole } from '#test/integration/console/built-console.ts';

let built: BuiltConsole;
beforeEach(() => {
  built = new BuiltConsole();
});
afterEach(() => {
  built.remove();
  vi.unstubAllEnvs();
});

it.each([
  ['on AWS', undefined, 'max-age=31536000'],
  ['on one machine', 'true', undefined],
])('%s page and assets have HSTS %s', async (_where, local, hsts) => {
  vi.stubEnv('OCORE_LOCAL', local);
  const files = new ConsoleFiles(built.folder);

  const answers = [await consolePage(files, 200, []), await consoleAsset(files, 'index-1.js', 'br')];

  expect(answers.map(({ headers }) => headers?.['strict-transport-security'])).toEqual([hsts, hsts]);
});

it('The policy lets scripts call the origins of the issuer', async () => {
  const { headers } = await consolePage(new ConsoleFiles(built.folder), 200, [
    'https://a.example',
    'https://b.example',
  ]);

  expect(headers?.['content-security-policy']).toContain("connect-src 'self' https://a.example https://b.example;");
});

it('A file that could not be read is read again by the next request', async () => {
  const files = new ConsoleFiles(`${built.folder}/../`);
  await expect(files.page('n')).rejects.toThrow('ENOENT');
  await expect(files.asset('index-1.js', 'br')).rejects.toThrow('ENOENT');
});
