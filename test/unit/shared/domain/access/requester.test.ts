import { describe, expect, it } from 'vitest';
import { areOnePerson } from '#shared/domain/access/requester.ts';

const user = { id: 'user_1', creatorId: null };
const key = { id: 'key_1', creatorId: 'user_1' };

describe('two requesters', () => {
  it.each([
    ['the same user', user, user],
    ['a user and a key of theirs', user, key],
    ['a key and its creator', key, user],
    ['two keys of one user', key, { id: 'key_2', creatorId: 'user_1' }],
  ])('are one person: %s', (_what, one, other) => {
    expect(areOnePerson(one, other)).toBe(true);
  });

  it.each([
    ['two users', user, { id: 'user_2', creatorId: null }],
    ['keys of two users', key, { id: 'key_2', creatorId: 'user_2' }],
    ['two keys that nobody made', { id: 'key_3', creatorId: null }, { id: 'key_4', creatorId: null }],
  ])('are two people: %s', (_what, one, other) => {
    expect(areOnePerson(one, other)).toBe(false);
  });
});
