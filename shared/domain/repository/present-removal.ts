import type { Removal } from '#shared/contract/removal.ts';
import type { RemoteRemoval } from './remote-removals.ts';

/** A removal that was not carried out yet, as the API returns it. */
export const presentRemoval = (
  counts: Removal['counts'],
  remote: readonly (Omit<RemoteRemoval, 'what'> & { readonly what: string })[],
): Removal => ({
  counts,
  remote: remote.map(({ what, automatic, settingsUrl }) => ({
    what,
    automatic,
    where: automatic ? null : settingsUrl,
  })),
});
