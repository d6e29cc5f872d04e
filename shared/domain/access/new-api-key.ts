import type { CreateApiKeyBody } from '#shared/contract/api-key.ts';
import type { ApiKeyId } from '#shared/contract/id.ts';
import { permissions } from '#shared/contract/permission.ts';
import type { ApiKeyRecord } from '#shared/domain/records/api-key.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import { accept, type RuleResult, refuse } from '#shared/domain/rule-result.ts';
import type { KeyLimits, Principal } from './principal.ts';

/** The maximum number of API keys of an organisation. */
export const maxApiKeys = 500;

const yearMs = 366 * 86_400_000;
const maxYears = 10;

/** Checks what a request for a key contains, as far as that needs no read. Refusal: `validation_failed`. */
export const checkKeyRequest = (body: CreateApiKeyBody, now: string): RuleResult<void> => {
  const { projectIds = null, environmentIds = null, expiresAt = null } = body;
  if (environmentIds !== null && projectIds === null) {
    return refuse('validation_failed', 'needs projectIds: the projects of these environments', '#/environmentIds');
  }
  const wide = projectIds === null ? -1 : body.permissions.findIndex((one) => !one.endsWith(':projects'));
  if (wide >= 0) {
    const detail =
      'must be one of view:projects, deploy:projects, manage:projects and run:projects for a key with projectIds';
    return refuse('validation_failed', detail, `#/permissions/${wide}`);
  }
  const manages = environmentIds === null ? -1 : body.permissions.indexOf('manage:projects');
  if (manages >= 0) {
    const detail = 'must not be manage:projects for a key with environmentIds: it manages nothing';
    return refuse('validation_failed', detail, `#/permissions/${manages}`);
  }
  if (expiresAt === null) return accept(undefined);
  const leftMs = Date.parse(expiresAt) - Date.parse(now);
  return leftMs > 0 && leftMs <= maxYears * yearMs
    ? accept(undefined)
    : refuse('validation_failed', `must be in the future, at most ${maxYears} years from now`, '#/expiresAt');
};

/**
 * The limits of a new key. A project is unknown if it is missing or its creator does not see it.
 * Refusal: `validation_failed` at the id that does not fit.
 * @param visible the projects of the request that the creator sees
 */
export const keyLimits = (
  { projectIds = null, environmentIds = null }: Pick<CreateApiKeyBody, 'projectIds' | 'environmentIds'>,
  visible: readonly ProjectRecord[],
): RuleResult<KeyLimits> => {
  const holds = (project: ProjectRecord | undefined, id: string): boolean =>
    project !== undefined && Object.hasOwn(project.environments, id);
  const seen = visible.map((project) => project.id);
  const unknown = projectIds?.findIndex((id) => !seen.includes(id)) ?? -1;
  if (unknown >= 0) {
    return refuse('validation_failed', 'must be the id of a project that you see', `#/projectIds/${unknown}`);
  }
  const named = visible.filter(({ id }) => projectIds?.includes(id) === true);
  const foreign = environmentIds?.findIndex((id) => !named.some((project) => holds(project, id))) ?? -1;
  if (foreign >= 0) {
    return refuse('validation_failed', 'must be an environment of one of projectIds', `#/environmentIds/${foreign}`);
  }
  const idle =
    environmentIds === null
      ? -1
      : (projectIds?.findIndex((id) => {
          const project = named.find((one) => one.id === id);
          return !environmentIds.some((environment) => holds(project, environment));
        }) ?? -1);
  if (idle >= 0) {
    const detail = 'must be a project of one of environmentIds; leave it out, or name an environment of it';
    return refuse('validation_failed', detail, `#/projectIds/${idle}`);
  }
  return accept({
    projectIds: projectIds === null ? null : [...new Set(projectIds)],
    environmentIds: environmentIds === null ? null : [...new Set(environmentIds)],
  });
};

/** A new key of a member or of the first key. @param hash the SHA-256 of its text @param now RFC 3339 */
export const newApiKeyRecord = (
  body: CreateApiKeyBody,
  limits: KeyLimits,
  id: ApiKeyId,
  hash: string,
  creator: Principal,
  now: string,
): ApiKeyRecord => ({
  organizationId: creator.organization.id,
  id,
  name: body.name,
  hashes: [hash],
  previousUntil: null,
  startSecret: null,
  role: 'restricted',
  permissions: permissions.filter((one) => body.permissions.includes(one)),
  ...limits,
  creatorId: creator.id,
  creatorName: creator.name,
  createdAt: now,
  expiresAt: body.expiresAt == null ? null : new Date(body.expiresAt).toISOString(),
  lastUsedAt: null,
  version: 1,
});
