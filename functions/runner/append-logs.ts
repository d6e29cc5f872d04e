import { loadConfig } from '#shared/config/load-config.ts';
import { appendLogs as row } from '#shared/contract/endpoints/runner.ts';
import { putLogChunk } from '#shared/data/deployments/deployment-logs.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { leaseProblem } from '#shared/http/lease-problem.ts';
import { noContent } from '#shared/http/reply.ts';
import { proveLease } from '#shared/workflows/runner/prove-lease.ts';

const { LEASE_SECRET_ID: leaseSecretId } = loadConfig(['TABLE_NAME', 'PUBLIC_URL', 'LEASE_SECRET_ID']);

/**
 * Stores a chunk of a running deployment's log.
 * Source: docs/design/resources.md, "Claim, heartbeat, logs, complete".
 */
export const handler = endpoint(row, async (context) => {
  const { principal, params, body, now } = context;
  const use = { ...params, organizationId: principal.organization.id, principalId: principal.id, now };
  const lease = await proveLease(leaseSecretId, body.lease, use);
  const isStored = lease !== null && (await putLogChunk(lease.grant, lease.grant.deploymentId, body, now));
  if (!isStored) throw await leaseProblem(context);
  return noContent();
});
