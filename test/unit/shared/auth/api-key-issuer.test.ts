import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { newApiKey } from '#shared/auth/api-key.ts';
import { apiKeyIssuer } from '#shared/auth/api-key-issuer.ts';

process.env.TABLE_NAME = 'ocore';

// No command is stubbed: the mock only counts what would have gone to the table.
const table = mockClient(DynamoDBDocumentClient);
const now = '2026-11-23T10:00:00.000Z';
const key = newApiKey('01J00000000000000000000000');

beforeEach(() => {
  table.reset();
});

describe('apiKeyIssuer', () => {
  it.each([
    ['ocore_x', true],
    ['eyJhbGciOiJSUzI1NiJ9.e30.c2ln', false],
    ['', false],
    ['OCORE_x', false],
  ])('recognises %j: %s', (token, recognised) => {
    expect(apiKeyIssuer.recognises(token)).toBe(recognised);
  });

  it.each([
    ['made up', `ocore_01J00000000000000000000000_${'a'.repeat(72)}`],
    ['mistyped', key.slice(0, -1) + (key.endsWith('0') ? '1' : '0')],
    ['empty', ''],
    ['a million characters long', `ocore_${'a'.repeat(1_000_000)}`],
  ])('refuses a key that is %s without asking the table', async (_how, token) => {
    expect(await apiKeyIssuer.resolve(token, now)).toBeNull();
    expect(table.calls().length).toBe(0);
  });
});
