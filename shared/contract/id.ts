import * as z from 'zod/mini';

/** The prefixes of oCore's ids; each id is `<prefix>_<ULID>`. Source: design §3, "Conventions". */
export const idPrefixes = {
  project: 'prj',
  environment: 'env',
  mapping: 'map',
  deployment: 'dep',
  delivery: 'dlv',
  deployKey: 'dky',
  apiKey: 'key',
  organization: 'org',
} as const;

const typedId = <const Prefix extends string>(prefix: Prefix) =>
  z
    .string()
    .check(z.regex(new RegExp(`^${prefix}_[0-7][0-9A-HJKMNP-TV-Z]{25}$`), `must be an id that begins with ${prefix}_`));

export const ProjectId = typedId(idPrefixes.project).brand<'ProjectId'>();
export const EnvironmentId = typedId(idPrefixes.environment).brand<'EnvironmentId'>();
export const MappingId = typedId(idPrefixes.mapping).brand<'MappingId'>();
export const DeploymentId = typedId(idPrefixes.deployment).brand<'DeploymentId'>();
export const DeliveryId = typedId(idPrefixes.delivery).brand<'DeliveryId'>();
export const DeployKeyId = typedId(idPrefixes.deployKey).brand<'DeployKeyId'>();
export const ApiKeyId = typedId(idPrefixes.apiKey).brand<'ApiKeyId'>();
export const OrganizationId = typedId(idPrefixes.organization).brand<'OrganizationId'>();

export type ProjectId = z.infer<typeof ProjectId>;
export type EnvironmentId = z.infer<typeof EnvironmentId>;
export type MappingId = z.infer<typeof MappingId>;
export type DeploymentId = z.infer<typeof DeploymentId>;
export type DeliveryId = z.infer<typeof DeliveryId>;
export type DeployKeyId = z.infer<typeof DeployKeyId>;
export type ApiKeyId = z.infer<typeof ApiKeyId>;
export type OrganizationId = z.infer<typeof OrganizationId>;
