/**
 * The closed list of problem codes with status and title. Every code needs a page in docs/problems.
 * Source: docs/design/api-conventions.md, "Problem codes".
 */
export const problemCodes = {
  validation_failed: { status: 400, title: 'The request is not valid' },
  malformed_json: { status: 400, title: 'The body is not valid JSON' },
  invalid_cursor: { status: 400, title: 'The cursor is not valid' },
  repository_url_invalid: { status: 400, title: 'The repository URL is not valid' },
  repository_host_not_allowed: { status: 400, title: 'The repository host is not allowed' },
  production_needs_exact_branch: { status: 400, title: 'A production environment needs an exact branch' },
  provider_credential_rejected: { status: 400, title: 'The provider rejected the credential' },
  unauthenticated: { status: 401, title: 'Not signed in' },
  permission_missing: { status: 403, title: 'A permission is missing' },
  not_found: { status: 404, title: 'Not found' },
  repository_not_connected: { status: 404, title: 'No repository is connected' },
  method_not_allowed: { status: 405, title: 'The method is not allowed here' },
  conflict: { status: 409, title: 'The request conflicts with the present state' },
  name_taken: { status: 409, title: 'The name is taken' },
  repository_already_connected: { status: 409, title: 'A repository is already connected' },
  deploy_key_in_use: { status: 409, title: 'The deploy key is in use elsewhere' },
  webhook_not_configured: { status: 409, title: 'The webhook is not configured' },
  provider_credential_missing: { status: 409, title: 'No provider credential is set' },
  mapping_conflict: { status: 409, title: 'The branch mapping conflicts with another' },
  branch_not_allowed: { status: 409, title: 'The commit is on none of the branches of the environment' },
  environment_in_use: { status: 409, title: 'The environment is in use' },
  deployment_not_cancellable: { status: 409, title: 'The deployment cannot be cancelled' },
  deployment_already_finished: { status: 409, title: 'The deployment has already ended' },
  lease_lost: { status: 409, title: 'The lease is lost' },
  project_archived: { status: 409, title: 'The project is archived' },
  last_owner: { status: 409, title: 'The last owner must stay' },
  idempotency_in_progress: { status: 409, title: 'The first request with this key is still running' },
  precondition_failed: { status: 412, title: 'The resource has changed' },
  body_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The media type is not supported' },
  idempotency_mismatch: { status: 422, title: 'The idempotency key belongs to another request' },
  rate_limited: { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  provider_failed: { status: 502, title: 'The Git provider failed' },
  provider_rate_limited: { status: 502, title: 'The Git provider limits our requests' },
  service_unavailable: { status: 503, title: 'The service is not available at the moment' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof problemCodes;
