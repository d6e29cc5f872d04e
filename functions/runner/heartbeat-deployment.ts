import { loadConfig } from '#shared/config/load-config.ts';
import { heartbeatDeployment as row } from '#shared/contract/endpoints/runner.ts';
import { renewLease } from '#shared/data/deployments/leases.ts';
import { recordCommitFacts } from '#shared/data/deployments/record-commit-facts.ts';
import { commitFacts } from '#shared/domain/deployments/commit-facts.ts';
import { runnerLeaseMs } from '#shared/domain/deployments/start-pending.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { leaseProblem } from '#shared/http/lease-problem.ts';
import { orThrow } from '#shared/http/or-throw.ts';
import { answer } from '#shared/http/reply.ts';
import { writeLease } from '#shared/secrets/lease-token.ts';
import { proveLease } from '#shared/workflows/runner/prove-lease.ts';

const { LEASE_SECRET_ID: leaseSecretId } = loadConfig(['TABLE_NAME', 'PUBLIC_URL', 'LEASE_SECRET_ID']);

/**
 * Renews a lease, and stores what the runner found in the commit. The answer says whether to stop. Source:
 * docs/design/resources.md, "Claim, heartbeat, logs, complete".
 */
export const handler = endpoint(row, async (context) => {
  const { principal, params, body, now } = context;
  const use = { ...params, organizationId: principal.organization.id, principalId: principal.id, now };
  const lease = await proveLease(leaseSecretId, body.lease, use);
  if (lease === null) throw await leaseProblem(context);
  const expiresAt = new Date(Date.parse(now) + runnerLeaseMs).toISOString();
  const facts = orThrow(commitFacts(lease.grant.commitSha, body));
  const renewed =
    Object.keys(facts).length === 0
      ? await renewLease(lease.grant, expiresAt)
      : await recordCommitFacts(lease.grant, facts, expiresAt, principal, now);
  if (renewed === null) throw await leaseProblem(context);
  const token = writeLease(lease.key, {
    ...lease.grant,
    expiresAt,
    commitSha: facts.commitSha ?? lease.grant.commitSha,
  });
  return answer({ lease: { token, expiresAt }, cancel: renewed.cancel });
});
