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

/** A published push, of the stand-in's repository. */
export const pushOf = (branch: string, after = newCommit()): Json => ({
  ...ofOurs(realPush()),
  ref: `refs/heads/${branch}`,
  after,
});

export const pingOfOurs = (): Json => ofOurs(realPing());
