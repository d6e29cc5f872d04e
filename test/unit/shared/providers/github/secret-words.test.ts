import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SecretWords } from '#shared/providers/github/secret-words.ts';

const secret = 'ocore-canary-0123456789';
const secrets = new SecretWords();
secrets.add(`${secret}\n`);

describe('words that may be told', () => {
  test.each([
    ['as it is', secret],
    ['percent-encoded', encodeURIComponent(secret)],
    ['in base64', Buffer.from(secret).toString('base64')],
    ['in base64url', Buffer.from(secret).toString('base64url')],
    ['cut short', secret.slice(0, 15)],
  ])('are none where they quote a secret %s', (_, quoted) => {
    expect(secrets.strike(`config {"secret":"${quoted}"} is wrong`)).toBeNull();
  });

  test.each([
    ['a personal token', 'ghp_16C7e42F292c6912E7710c838347Ae178B4a'],
    ['a fine-grained token', 'github_pat_11ABCDEFG0abcdefghij_xyz'],
    ['a token of an installation', 'ghs_99_eyJhbGciOiJ.eyJpYXQiOjE3.abc'],
    ['a JSON web token', 'bearer eyJhbGciOiJSUzI1NiJ9.eyJpYXQiOjE3.abc'],
  ])('are none where they quote %s that we do not know', (_, quoted) => {
    expect(secrets.strike(`token ${quoted} was refused`)).toBeNull();
  });

  test.each(['Bad credentials', 'key is already in use', 'No commit found for SHA: a1b2c3', ''])(
    'are all: %j',
    (words) => {
      expect(secrets.strike(words)).toBe(words);
    },
  );

  test('of an error keep its names and its causes, and nothing that hangs on them', () => {
    const cause = Object.assign(new TypeError('socket hang up'), { headers: { authorization: secret } });
    const error = Object.assign(new Error('no answer', { cause }), { request: secret });

    const kept = secrets.strikeError(error);

    expect(kept).toMatchObject({ name: 'Error', message: 'no answer', cause: { name: 'TypeError' } });
    expect(kept.cause).toMatchObject({ message: 'socket hang up' });
    expect(inspect(kept, { depth: 9, showHidden: true })).not.toContain(secret);
  });

  test('of an error that is its own cause end somewhere', () => {
    const error = new Error('round');
    error.cause = error;

    expect(secrets.strikeError(error).message).toBe('round');
  });

  test('quote no secret wherever it stands, in whatever it is wrapped', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 30 });
    const hidden = fc.string({ minLength: 12, maxLength: 40 }).filter((one) => one.trim() === one);
    fc.assert(
      fc.property(text, hidden, text, (before, own, after) => {
        const words = new SecretWords();
        words.add(own);

        const kept = words.strikeError(new Error('x', { cause: `${before}${own}${after}` }));

        expect(kept.cause).toMatchObject({ message: 'Its message quotes a secret.' });
      }),
    );
  });
});
