import { randomBytes } from 'node:crypto';
import { realPing, realPush } from '#test/fixtures/github.ts';

type Json = Record<string, unknown>;
/** The repository of the stand-in for GitHub. */
const repository = { id: 4_000_000_001, full_name: 'acme/odoo-custom' };
const ofOurs = (payload: Json): Json => ({
  ...payload,
  repository: { ...(payload.repository as Json), ...repository },
});

export const newCommit = (): string => randomBytes(20).toString('hex');

/** Where a commit stands in the order of all that were pushed. */
type Place = { readonly before: string; readonly seconds: number };
const places = new Map<string, Place>();
const first: Place = { before: '0'.repeat(40), seconds: Date.parse('2026-11-23T10:00:00Z') / 1000 };

/** The commit before one, and when it was pushed: each new one follows the one before it, however often it is delivered. */
export const placeOf = (after: string): Place => {
  const [newest, { seconds }] = [...places].at(-1) ?? [first.before, first];
  const place = places.get(after) ?? { before: newest, seconds: seconds + 61 };
  places.set(after, place);
  return place;
};

/** A published push, of the stand-in's repository. */
export const pushOf = (branch: string, after = newCommit()): Json => {
  const push = ofOurs(realPush());
  const { before, seconds } = placeOf(after);
  return {
    ...push,
    ref: `refs/heads/${branch}`,
    before,
    after,
    repository: { ...(push.repository as Json), pushed_at: seconds },
  };
};

export const pingOfOurs = (): Json => ofOurs(realPing());
