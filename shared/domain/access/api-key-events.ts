import type { Change, ChangeEvent } from '#shared/domain/change.ts';
import type { ApiKeyRecord } from '#shared/domain/records/api-key.ts';

/**
 * The events of a changed API key: they carry its id alone. That it was used is no event.
 * Source: docs/design/resources.md, "Events".
 */
export const apiKeyEvents = ({ before, after }: Change<ApiKeyRecord>): ChangeEvent[] => {
  const one = after ?? before;
  if (one === null) return [];
  const event = (type: ChangeEvent['type'], version: number): ChangeEvent[] => [
    { type, subject: one.id, version, data: { id: one.id } },
  ];
  if (before === null) return event('api-key.created', one.version);
  if (after === null) return event('api-key.revoked', one.version);
  return before.hashes[0] === after.hashes[0] ? [] : event('api-key.rotated', after.version);
};
