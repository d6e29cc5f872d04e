import { ApiKeyId } from '#shared/contract/id.ts';
import { apiKeyFromItem } from '#shared/data/items/api-key-item.ts';
import { readApiKey } from '#shared/data/organization/api-keys.ts';
import { keys } from '#shared/data/table/keys.ts';
import { presentApiKey } from '#shared/domain/access/present-api-key.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import type { ApiKeyRecord } from '#shared/domain/records/api-key.ts';
import { created, type Reply } from './reply.ts';
import { notFound } from './require-permission.ts';
import { type PresentStanding, standingOf } from './require-standing.ts';

type Caller = { readonly principal: Principal; readonly now: string };

/** The id in a path. @throws Problem `not_found` for one that no key can have */
const keyIdOf = (text: string): ApiKeyId => {
  const id = ApiKeyId.safeParse(text);
  if (!id.success) throw notFound();
  return id.data;
};

/** Reads the key of a path. @throws Problem `not_found` */
export const requireApiKey = async ({ principal }: Pick<Caller, 'principal'>, id: string): Promise<ApiKeyRecord> => {
  const key = await readApiKey(principal.organization.id, keyIdOf(id));
  if (key === null) throw notFound();
  return key;
};

/**
 * Reads what the caller may do now, and the key of the path, in one call.
 * @throws Problem `not_found`, `permission_missing`, `unauthenticated`
 */
export const standingWithKey = async (
  caller: Caller,
  id: string,
): Promise<{ readonly standing: PresentStanding; readonly apiKey: ApiKeyRecord }> => {
  const key = keys.apiKey(caller.principal.organization.id, keyIdOf(id));
  const standing = await standingOf(caller, 'manage:api-keys', [key]);
  const [item] = standing.items;
  if (item === undefined) throw notFound();
  return { standing, apiKey: apiKeyFromItem(item) };
};

/** 201 with a key and its text. @param text null in the replay of an earlier request: it is not stored */
export const apiKeyReply = (apiKey: ApiKeyRecord, text: string | null, now: string): Reply =>
  created({ ...presentApiKey(apiKey, now), key: text }, apiKey.version, `/api/api-keys/${apiKey.id}`);

/** Replays a request from the key that the first one made. @throws Problem `not_found` */
export const replayApiKey = async (caller: Caller, id: string): Promise<Reply> =>
  apiKeyReply(await requireApiKey(caller, id), null, caller.now);
