import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import * as z from 'zod/mini';
import { isGitRef, isRefName } from '#shared/contract/ref-name.ts';
import { cutText, textLimits } from '#shared/contract/text-limits.ts';
import { skipMarkerOf } from '#shared/domain/deliveries/skip-marker.ts';
import { type EventRepository, type GitEvent, maxCommits } from '#shared/domain/records/git-event.ts';
import type { DeliveryBody } from './webhook-provider.ts';

// Payloads are checked by `z.validate`, which stops at the first check with `abort`. Every check has it: collecting the
// issues of a list with a million faults would end in a RangeError.
const abort = true;

// Each schema costs 20 µs at every cold start, so shared schemas are made once.
export const Text = z.string();
export const MaybeText = z.nullish(Text);
/** Parsed by `timeOf`. An invalid time does not make the payload unreadable. */
export const MaybeTime = z.optional(z.unknown());
/** Read by `reportedRepository`. A default branch of another type does not make the payload unreadable either. */
export const MaybeBranch = MaybeTime;
export const MaybeFlag = z.nullish(z.boolean());
export const Named = z.nullish(z.object({ name: MaybeText }));
export const WithLogin = z.nullish(z.object({ login: Text }));
export const FullName = Text.check(z.maxLength(textLimits.repositoryName, { abort }));

/** A full commit id, SHA-1 or SHA-256. */
export const CommitId = Text.check(z.regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/, { abort }));

/** A full ref or a part of one, as git can have it. The limit is high enough for every name that git stores. */
export const RefText = Text.check(z.maxLength(textLimits.ref, { abort }), z.refine(isGitRef, { abort }));

const ListedById = z.object({ id: CommitId });
const ListedByHash = z.object({ hash: CommitId });

const listedCommit = (one: unknown): string | null => {
  if (z.validate(ListedById, one)) return one.id;
  return z.validate(ListedByHash, one) ? one.hash : null;
};

const onlyCommits = (ids: readonly (string | null)[]): readonly string[] | null => {
  const commits = ids.filter((id) => id !== null);
  return commits.length === ids.length ? commits : null;
};

/**
 * The commits of a list that is sent oldest first, as GitHub and GitLab do: the newest 65. Only these are checked, since
 * the list can hold thousands. Null if it is no list of commits.
 */
export const commitsOldestFirst = (list: unknown): readonly string[] | null =>
  Array.isArray(list) ? onlyCommits(list.slice(-maxCommits).map(listedCommit)) : null;

/** The same for a list that is sent newest first, as Bitbucket and Gitea do. */
export const commitsNewestFirst = (list: unknown): readonly string[] | null =>
  Array.isArray(list) ? onlyCommits(list.slice(0, maxCommits).reverse().map(listedCommit)) : null;

/** Providers write "no commit" as zeros. */
export const isZero = (commit: string): boolean => /^0+$/.test(commit);

/**
 * A commit message, cut to the stored length. Lone surrogates, sent or made by the cut, are replaced because they
 * cannot be stored.
 */
export const messageOf = (text: string): string => cutText(text, textLimits.message);

/** The message fields of an event. */
export const messageFields = (message: string | null | undefined): Pick<GitEvent, 'message' | 'skipMarker'> =>
  message == null
    ? { message: null, skipMarker: null }
    : { message: messageOf(message), skipMarker: skipMarkerOf(message) };

/** UTC in whole seconds, on a day that every month has: formatting it anew takes ten times as long as this. */
const wholeSeconds = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;

/**
 * Converts a provider's time (Unix seconds or text) to RFC 3339; null if it is invalid or its year has not four digits.
 */
export const timeOf = (value: unknown): string | null => {
  if (typeof value === 'string' && wholeSeconds.test(value)) return `${value.slice(0, -1)}.000Z`;
  const date = typeof value === 'number' ? new Date(value * 1000) : typeof value === 'string' ? new Date(value) : null;
  const text = date === null || Number.isNaN(date.getTime()) ? '' : date.toISOString();
  return text.length === '2026-11-24T10:00:00.000Z'.length ? text : null;
};

/** The repository that an event is about. @param updatedAt when it was like this, as `timeOf` reads it */
export const reportedRepository = (
  id: string | number,
  fullName: string,
  defaultBranch?: unknown,
  updatedAt?: unknown,
): EventRepository => ({
  id: String(id),
  fullName,
  defaultBranch: typeof defaultBranch === 'string' && isRefName(defaultBranch) ? defaultBranch : null,
  updatedAt: timeOf(updatedAt),
});

/** Checks an HMAC-SHA256 of the body in lower-case hexadecimal, in constant time. */
export const isHexHmac = (text: string | undefined, body: DeliveryBody, key: KeyObject): boolean =>
  text !== undefined &&
  /^[0-9a-f]{64}$/.test(text) &&
  timingSafeEqual(createHmac('sha256', key).update(body).digest(), Buffer.from(text, 'hex'));
