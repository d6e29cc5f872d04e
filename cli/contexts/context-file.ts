import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { settingsFolder, thisHost, writePrivateFile } from '../platform.ts';
import { UsageError } from '../usage-error.ts';
import { type LockOptions, whileLocked } from './file-lock.ts';

/** What a sign-in by browser left: its tokens, and where they are renewed and revoked. */
const SignedIn = z.object({
  issuer: z.string(),
  clientId: z.string(),
  tokenEndpoint: z.string(),
  revocationEndpoint: z.nullable(z.string()),
  /** Sent with every request for tokens. */
  parameters: z.record(z.string(), z.string()),
  accessToken: z.string(),
  refreshToken: z.nullable(z.string()),
  /** Milliseconds since 1970; null if the issuer does not say. */
  expiresAt: z.nullable(z.number()),
});
export type SignedIn = z.infer<typeof SignedIn>;

const Context = z.object({
  url: z.string(),
  /** An API key. */
  token: z.optional(z.string()),
  signedIn: z.optional(SignedIn),
  organization: z.optional(z.string()),
});
const Contexts = z.object({ current: z.nullable(z.string()), contexts: z.record(z.string(), Context) });

/** A service, and the key or sign-in that is used there. */
export type Context = z.infer<typeof Context>;
export type Contexts = z.infer<typeof Contexts>;

const none: Contexts = { current: null, contexts: {} };

/** Where contexts are kept. Source: docs/cli.md, "Signing in". */
export const contextFile = (environment: NodeJS.ProcessEnv = process.env): string =>
  join(settingsFolder(thisHost(environment)), 'contexts.json');

/** @throws UsageError where the file is not what this command wrote; its text, which has keys, is not in it */
export const readContexts = (environment: NodeJS.ProcessEnv = process.env): Contexts => {
  const file = contextFile(environment);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return none;
    throw new UsageError(`${file} cannot be read (${(cause as NodeJS.ErrnoException).code}).`, { cause });
  }
  const damaged = `${file} is damaged. Remove it, and sign in again with: ocore login URL`;
  try {
    return Contexts.parse(JSON.parse(text));
  } catch {
    // The error would repeat a part of the file, which may be a key.
    throw new UsageError(damaged);
  }
};

/**
 * Replaces the whole file with what `change` makes of its present content. No other process changes the file meanwhile.
 * @param change may take its time; what it throws leaves the file as it is
 */
export const changeContexts = (
  change: (contexts: Contexts) => Contexts | Promise<Contexts>,
  environment: NodeJS.ProcessEnv = process.env,
  options: LockOptions = {},
): Promise<Contexts> => {
  const file = contextFile(environment);
  return whileLocked(
    `${file}.lock`,
    async () => {
      const before = readContexts(environment);
      const after = await change(before);
      if (after !== before) writePrivateFile(file, `${JSON.stringify(after, null, 2)}\n`);
      return after;
    },
    options,
  );
};
