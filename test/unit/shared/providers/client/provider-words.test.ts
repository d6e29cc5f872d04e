import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { providerWords, withoutSecrets } from '#shared/providers/client/provider-words.ts';

describe('providerWords', () => {
  test.each([
    ['a text', { message: '401 Unauthorized' }, '401 Unauthorized'],
    [
      'fields with texts',
      { message: { key: ['is invalid', 'is too short'], title: 'is taken' } },
      'key is invalid, is too short; title is taken',
    ],
    ['a list of texts', { message: ['one', 'two'] }, 'one; two'],
    ['an error', { error: 'url is missing' }, 'url is missing'],
    [
      'an error with its description',
      { error: 'invalid_token', error_description: 'Token was revoked.' },
      'invalid_token. Token was revoked.',
    ],
    ['an error with a message', { type: 'error', error: { message: 'Bad request' } }, 'Bad request'],
    ['an error with a detail', { error: { message: 'Bad', detail: 'It is too long' } }, 'Bad. It is too long'],
    [
      'an error with fields',
      { error: { message: 'Bad request', fields: { url: ['is not public'] } } },
      'Bad request. url is not public',
    ],
    ['an error with fields of another form', { error: { message: 'Bad request', fields: { url: 7 } } }, 'Bad request'],
    [
      'an error with scopes',
      { error: { message: 'Lacking', detail: { required: ['webhook'], granted: ['repository', 'account'] } } },
      'Lacking. required: webhook; granted: repository, account',
    ],
  ])('reads %s', (_, json, words) => {
    expect(providerWords(json)).toBe(words);
  });

  test.each([
    [undefined],
    [null],
    [7],
    ['text'],
    [[]],
    [{}],
    [{ message: 7 }],
    [{ secret: 'x' }],
    [{ message: '' }],
    [{ error: null }],
  ])('finds none in %j', (json) => {
    expect(providerWords(json)).toBeNull();
  });

  test('takes anything without complaint', () => {
    fc.assert(
      fc.property(fc.anything(), fc.jsonValue(), (anything, json) => {
        for (const value of [anything, json, { message: anything }, { error: anything }, { error: { detail: json } }]) {
          const words = providerWords(value);
          expect(words === null || words.length > 0).toBe(true);
        }
      }),
    );
  });
});

describe('withoutSecrets', () => {
  const secret = 'glpat-0123456789abcdef';

  test('leaves words that quote nothing', () => {
    expect(withoutSecrets('404 Not Found', [secret, ''])).toBe('404 Not Found');
    expect(withoutSecrets(null, [secret])).toBeNull();
  });

  test.each([secret, secret.slice(0, 12), `Bearer ${secret}`, `{"token":"${secret.slice(0, 15)}…`])(
    'drops %j',
    (words) => {
      expect(withoutSecrets(`You sent ${words} to us`, ['another secret', secret])).toBeNull();
    },
  );

  test('drops a short secret where it stands whole', () => {
    expect(withoutSecrets('the password is sesame', ['sesame'])).toBeNull();
  });
});
