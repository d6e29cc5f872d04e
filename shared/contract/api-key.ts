import * as z from 'zod/mini';
import { ApiKeyId, EnvironmentId, ProjectId } from './id.ts';
import { Permission, permissions } from './permission.ts';
import { PointInTimeText } from './point-in-time.ts';
import { Name, Text, TextOrNull, Timestamp, TimestampOrNull } from './text.ts';

/** The most projects, and the most environments, that one key may be limited to. */
const maxKeyLimits = 50;

/** An API key as the API returns it, without its secret. Source: docs/design/resources.md, "API key". */
export const ApiKey = z
  .object({
    id: ApiKeyId,
    name: Text,
    prefix: Text,
    permissions: z.array(Permission),
    projectIds: z.nullable(z.array(ProjectId)),
    environmentIds: z.nullable(z.array(EnvironmentId)),
    createdBy: TextOrNull,
    createdByName: TextOrNull,
    createdAt: Timestamp,
    expiresAt: TimestampOrNull,
    lastUsedAt: TimestampOrNull,
    previousSecretUntil: TimestampOrNull,
    role: z.nullable(z.literal('owner')),
  })
  .register(z.globalRegistry, { id: 'ApiKey' });

/** A key with its text, which no other answer shows. */
export const ApiKeyWithSecret = z
  .extend(ApiKey, { key: TextOrNull })
  .register(z.globalRegistry, { id: 'ApiKeyWithSecret' });

const limit = `must have 1 to ${maxKeyLimits} ids; leave it out for no limit`;
const limitOf = <Id extends z.ZodMiniType>(id: Id) =>
  z.optional(z.nullable(z.array(id).check(z.minLength(1, limit), z.maxLength(maxKeyLimits, limit))));

const some = `must have 1 to ${permissions.length} permissions`;

export const CreateApiKeyBody = z.strictObject({
  name: Name,
  permissions: z.array(Permission).check(z.minLength(1, some), z.maxLength(permissions.length, some)),
  projectIds: limitOf(ProjectId),
  environmentIds: limitOf(EnvironmentId),
  expiresAt: z.optional(z.nullable(PointInTimeText)),
});

export type ApiKey = z.infer<typeof ApiKey>;
export type ApiKeyWithSecret = z.infer<typeof ApiKeyWithSecret>;
export type CreateApiKeyBody = z.infer<typeof CreateApiKeyBody>;
