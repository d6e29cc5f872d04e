import type { Client } from '#shared/client/client.ts';
import { ask, canAsk } from '../confirm.ts';
import { say } from '../output.ts';
import { plainText } from '../present/cell.ts';
import { UsageError } from '../usage-error.ts';

/** The name that has to be typed, and a text for each consequence. */
export type Consequences = { readonly name: string; readonly lines: readonly string[] };

/** What a command asks before it deletes, removes or revokes something. */
export type Confirmation = {
  /** The verb in the question, for instance `delete`. */
  readonly verb: string;
  /** Whether it asks for a call with these fields. Default: always. */
  readonly when?: (fields: Readonly<Record<string, unknown>>) => boolean;
  /** How it can be undone. Default: it cannot. */
  readonly again?: string;
  readonly read: (client: Client, params: Readonly<Record<string, string>>) => Promise<Consequences>;
};

export type ConfirmationFlags = { readonly yes?: true; readonly confirm?: string; readonly input?: boolean };

const declined = (verb: string): string => `That is not its name. Nothing was ${verb}.`;
const pastOf: Readonly<Record<string, string>> = {
  delete: 'deleted',
  remove: 'removed',
  disconnect: 'disconnected',
  revoke: 'revoked',
  leave: 'changed',
};

/**
 * Shows the consequences and asks for the name.
 * @returns whether to go on
 * @throws UsageError where there is nobody to ask and no flag says it
 */
export const confirmed = async (
  confirmation: Confirmation,
  client: Client,
  params: Readonly<Record<string, string>>,
  flags: ConfirmationFlags,
): Promise<boolean> => {
  if (flags.yes === true) return true;
  const { verb } = confirmation;
  if (flags.confirm === undefined && (flags.input === false || !canAsk())) {
    throw new UsageError(
      `There is no terminal for the confirmation: add --confirm with the name, or --yes to ${verb} without asking.`,
    );
  }
  const { name, lines } = await confirmation.read(client, params);
  if (flags.confirm !== undefined) {
    if (flags.confirm === name) return true;
    throw new UsageError(
      `--confirm: that is not its name, which is "${plainText(name)}". Nothing was ${pastOf[verb] ?? verb}.`,
    );
  }
  for (const line of lines) say(plainText(line));
  say(confirmation.again ?? 'This cannot be undone.');
  if ((await ask(`Type ${plainText(name)} to ${verb} it: `)) === name) return true;
  say(declined(pastOf[verb] ?? verb));
  return false;
};
