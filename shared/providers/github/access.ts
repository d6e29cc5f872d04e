import * as z from 'zod/mini';
import type { GitProvider } from '#shared/providers/client/git-provider.ts';
import type { GithubApi } from './api.ts';
import { header } from './api-answer.ts';
import type { ApiRequest } from './exchange.ts';

const User = z.object({ login: z.string().check(z.minLength(1), z.maxLength(200)) });

const introducing: ApiRequest = {
  what: 'say whose token it is',
  needs: 'It needs to be a personal access token; an App is set with its id, installation id and private key.',
  method: 'GET',
  path: '/user',
};

/** Parses `2026-12-24 10:00:00 UTC`, or the same with an offset. */
const time = (text: string): string | null => {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
};

/**
 * Verifies a credential. For a token, GitHub returns its owner and expiry; an App must get a token of its installation.
 */
export const verifyAccess = async (api: GithubApi): ReturnType<GitProvider['verifyAccess']> => {
  const login = await api.appLogin();
  if (login !== null) return { login, expiresAt: null };
  const answer = await api.send(introducing);
  return {
    login: api.read(User, answer, introducing).login,
    expiresAt: time(header(answer, 'github-authentication-token-expiration')),
  };
};
