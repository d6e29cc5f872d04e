import { ApiFailure } from '#shared/client/api-failure.ts';
import type { Client } from '#shared/client/client.ts';
import { acceptInvitation } from '#shared/contract/endpoints/organization.ts';
import { askWhich, canAsk } from '../confirm.ts';
import { say } from '../output.ts';
import { UsageError } from '../usage-error.ts';

/**
 * Accepts the invitation that waits for the one who has signed in, if there is one. It comes before every other call, because
 * the gateway remembers for a minute that somebody is in no organisation.
 * @param organization which of several; undefined to ask
 * @returns the slug of the organisation that was named or chosen; null where there was nothing to choose
 * @throws UsageError where several wait and nobody chooses
 */
export const acceptWaitingInvitation = async (
  client: Client,
  idToken: string,
  organization: string | undefined,
): Promise<string | null> => {
  try {
    const body = { idToken, ...(organization === undefined ? {} : { organization }) };
    await client.call(acceptInvitation, { body });
    return organization ?? null;
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    // Nothing waits: they are a member already, or the next call says that they are none.
    if (error.status === 404) return null;
    const slugs = error.problem?.organizations ?? [];
    if (slugs.length === 0 || organization !== undefined) throw error;
    const chosen = await chosenOf(slugs);
    return acceptWaitingInvitation(client, idToken, chosen);
  }
};

const chosenOf = async (slugs: readonly string[]): Promise<string> => {
  if (canAsk()) {
    say('Several organisations have invited you:');
    const chosen = await askWhich('Which one do you join now?', slugs);
    if (chosen !== null) return chosen;
  }
  throw new UsageError(`Several organisations have invited you: ${slugs.join(', ')}. Add --org with one of them.`);
};
