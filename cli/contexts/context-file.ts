import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import * as z from 'zod/mini';
import { UsageError } from '../usage-error.ts';

const Context = z.object({ url: z.string(), token: z.string(), organization: z.optional(z.string()) });
const Contexts = z.object({ current: z.nullable(z.string()), contexts: z.record(z.string(), Context) });

/** A service, and who somebody is there. */
export type Context = z.infer<typeof Context>;
export type Contexts = z.infer<typeof Contexts>;

const none: Contexts = { current: null, contexts: {} };

/** Where contexts are kept. Source: docs/cli.md, "Signing in". */
export const contextFile = (environment: NodeJS.ProcessEnv = process.env): string => {
  const { XDG_CONFIG_HOME = '' } = environment;
  return join(XDG_CONFIG_HOME.startsWith('/') ? XDG_CONFIG_HOME : join(homedir(), '.config'), 'ocore', 'contexts.json');
};

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
  const damaged = `${file} is damaged. Remove it, and sign in again with: ocore login URL --with-token`;
  try {
    return Contexts.parse(JSON.parse(text));
  } catch {
    // The error would repeat a part of the file, which may be a key.
    throw new UsageError(damaged);
  }
};

/** Replaces the file as a whole. Its owner alone may read it. */
export const writeContexts = (contexts: Contexts, environment: NodeJS.ProcessEnv = process.env): void => {
  const file = contextFile(environment);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const next = `${file}.${process.pid}`;
  writeFileSync(next, `${JSON.stringify(contexts, null, 2)}\n`, { mode: 0o600 });
  // One that a crashed process left keeps its mode otherwise.
  chmodSync(next, 0o600);
  renameSync(next, file);
};
