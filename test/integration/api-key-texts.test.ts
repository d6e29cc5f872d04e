import { beforeAll, describe, expect, test } from 'vitest';
import { newApiKey } from '#shared/auth/api-key.ts';
import { api, madeKey, service, statusWith, useBench } from './api-keys-bench.ts';
import { AwsCalls } from './aws-calls.ts';
import { expectProblem } from './expect-problem.ts';

useBench();

let real: string;
let aws: AwsCalls;
beforeAll(async () => {
  real = (await madeKey()).token;
  aws = new AwsCalls();
  await service.local.stream.stop();
});

const flip = (text: string, at: number): string =>
  `${text.slice(0, at)}${text[at] === '0' ? '1' : '0'}${text.slice(at + 1)}`;

/** Texts that no key has, from one that is real. */
const malformed: readonly [string, (key: string) => string][] = [
  ['its prefix alone', (key) => key.slice(0, 32)],
  ['the scheme alone', () => 'ocore_'],
  ['a key without its last digit', (key) => key.slice(0, -1)],
  ['a key with a digit more', (key) => `${key}0`],
  ['a key twice', (key) => `${key}${key}`],
  ['two keys with a comma', (key) => `${key},${key}`],
  ['a key in capitals', (key) => key.toUpperCase()],
  ['a key whose secret is in capitals', (key) => `${key.slice(0, 33)}${key.slice(33).toUpperCase()}`],
  ['a key whose id is in small letters', (key) => `ocore_${key.slice(6, 32).toLowerCase()}${key.slice(32)}`],
  ['a key with another digit in its secret', (key) => flip(key, 50)],
  ['a key with another checksum', (key) => flip(key, key.length - 1)],
  ['a key with the id of another', (key) => `ocore_01ARZ3NDEKTSV4RRFFQ69G5FAV${key.slice(32)}`],
  ['a key with the id of a kind', (key) => key.replace('ocore_', 'ocore_key_')],
  ['a key in quotes', (key) => `"${key}"`],
  ['a key with an escaped end', (key) => `${key}%00`],
  ['a key as JSON', (key) => JSON.stringify({ key })],
  ['a key in base64', (key) => Buffer.from(key).toString('base64')],
  ['a hash of a key', () => 'ocore_e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['the item of a key', () => 'KEY#e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['a pattern', () => 'ocore_*'],
  ['a path', () => 'ocore_../../etc/passwd'],
  ['the name of a property', () => 'ocore___proto__'],
  ['a very long text', () => `ocore_${'0'.repeat(7000)}`],
  ['a text of another scheme', (key) => key.replace('ocore', 'ghp')],
];

describe('a hostile text instead of a key', () => {
  test.each(malformed)('is nobody, and asks nothing of the table: %s', async (_what, from) => {
    const { calls, result } = await aws.during(() => api('GET', '/api/projects', undefined, from(real)));

    expectProblem(result, 'unauthenticated');
    expect(calls).toEqual([]);
  });

  test.each([
    ['no scheme', (key: string) => key],
    ['another scheme', (key: string) => `Basic ${key}`],
    ['two schemes', (key: string) => `Bearer Bearer ${key}`],
    ['a second word', (key: string) => `Bearer ${key} ${key}`],
    ['a space that is none', (key: string) => `Bearer\u00a0${key}`],
    ['a tab', (key: string) => `Bearer\t${key}`],
  ])('is nobody in a header with %s', async (_what, from) => {
    const { calls, result } = await aws.during(() =>
      service.anonymous('GET', '/api/projects', { headers: { authorization: from(real) } }),
    );

    expectProblem(result, 'unauthenticated');
    expect(calls).toEqual([]);
  });

  test('is nobody after one look where it is whole, but was never given out', async () => {
    const invented = newApiKey(real.split('_')[1] ?? '');

    const { calls, result } = await aws.during(() => api('GET', '/api/projects', undefined, invented));

    expectProblem(result, 'unauthenticated');
    expect(calls).toEqual(['GetItem']);
  });

  test('leaves the real one as it was', async () => {
    expect(await statusWith(real)).toBe(200);
  });
});
