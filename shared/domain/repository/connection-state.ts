import type { RepositoryStatus } from '#shared/contract/repository.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { type NextAction, nextActions } from './next-actions.ts';
import { refusalOf } from './provider-refusals.ts';

/** The status of a connection and, if needed, the reason in words. */
export type ConnectionState = { readonly status: RepositoryStatus; readonly statusReason: string | null };

const toDo: Record<Exclude<NextAction, 'reconnect'>, string> = {
  add_deploy_key: 'the deploy key',
  add_webhook: 'the webhook',
};

/** Why a connection does not work whose name now belongs to another repository. @param id of that repository */
export const replacedReason = ({ fullName, providerRepositoryId }: RepositoryRecord, id: string): string =>
  `repository_replaced: ${fullName} is another repository now (id ${id}); the one that was connected (id ${providerRepositoryId}) was deleted or moved, and a new one was made under its name. Disconnect the repository and connect it again.`;

/**
 * The status that the user sees. While no step runs and no failure is known, it follows from what is still to do; the
 * reason also tells what the provider refused.
 * Source: docs/design/connecting.md, "A provider that refuses".
 */
export const connectionStateOf = (repository: RepositoryRecord): ConnectionState => {
  if (repository.replacedBy !== null && repository.status !== 'connecting' && repository.status !== 'disconnecting') {
    return { status: 'failing', statusReason: replacedReason(repository, repository.replacedBy) };
  }
  if (repository.status !== 'action_required' && repository.status !== 'connected') {
    return { status: repository.status, statusReason: repository.statusReason };
  }
  const actions = nextActions(repository);
  const { leftBehind } = repository.refusals;
  if (actions.length === 0) return { status: 'connected', statusReason: leftBehind };
  const byHand = actions.filter((action) => action !== 'reconnect');
  const things = byHand.map((action) => toDo[action]).join(' and ');
  const refused = new Set(byHand.map((action) => refusalOf(repository, action)));
  const sentences = [...refused, `Add ${things} in the repository's settings.`, leftBehind];
  return { status: 'action_required', statusReason: sentences.filter((one) => one !== null).join(' ') };
};
