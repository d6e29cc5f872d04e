import { loadConfig } from '#shared/config/load-config.ts';
import { heartbeatDeployment as row } from '#shared/contract/endpoints/runner.ts';
import { renewLease } from '#shared/data/deployments/leases.ts';
import { runnerLeaseMs } from '#shared/domain/deployments/start-pending.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { leaseProblem } from '#shared/http/lease-problem.ts';
import { answer } from '#shared/http/reply.ts';
import { writeLease } from '#shared/secrets/lease-token.ts';
import { proveLease } from '#shared/workflows/runner/prove-lease.ts';

const { ROOT_SECRET_ID: rootSecretId } = loadConfig(['TABLE_NAME', 'PUBLIC_URL', 'ROOT_SECRET_ID']);

/**
 * Renews a lease. The answer says whether to stop. Source: docs/design/resources.md, "Claim, heartbeat, logs,
 * complete".
 */
export const handler = endpoint(row, async (context) => {
  const { principal, params, body, now } = context;
  const use = { ...params, organizationId: principal.organization.id, principalId: principal.id, now };
  const lease = await proveLease(rootSecretId, body.lease, use);
  if (lease === null) throw await leaseProblem(context);
  const expiresAt = new Date(Date.parse(now) + runnerLeaseMs).toISOString();
  const renewed = await renewLease(lease.grant, expiresAt);
  if (renewed === null) throw await leaseProblem(context);
  const token = writeLease(lease.root, { ...lease.grant, expiresAt });
  return answer({ lease: { token, expiresAt }, cancel: renewed.cancel });
});
