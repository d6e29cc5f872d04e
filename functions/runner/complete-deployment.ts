import { loadConfig } from '#shared/config/load-config.ts';
import { completeDeployment as row } from '#shared/contract/endpoints/runner.ts';
import { endDeployment } from '#shared/data/deployments/end-deployment.ts';
import { completeDeployment } from '#shared/domain/deployments/complete-deployment.ts';
import { deploymentName } from '#shared/domain/deployments/deployment-name.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { leaseProblem } from '#shared/http/lease-problem.ts';
import { orThrow } from '#shared/http/or-throw.ts';
import { noContent } from '#shared/http/reply.ts';
import { proveLease } from '#shared/workflows/runner/prove-lease.ts';

const { LEASE_SECRET_ID: leaseSecretId } = loadConfig(['TABLE_NAME', 'PUBLIC_URL', 'LEASE_SECRET_ID']);

/**
 * Loads the code that decides branches only when it is needed, which keeps cold starts short: few deployments end because
 * their commit left the branch.
 */
const loadEndLeftBranch = async () => (await import('#shared/workflows/runner/end-left-branch.ts')).endLeftBranch;

/**
 * Ends a deployment with the result that its runner reports: in one call without a read, unless its commit left the branch.
 * Source: docs/design/resources.md, "Claim, heartbeat, logs, complete".
 */
export const handler = endpoint(
  row,
  async (context) => {
    const { principal, params, body, now, mutation } = context;
    const use = { ...params, organizationId: principal.organization.id, principalId: principal.id, now };
    const lease = await proveLease(leaseSecretId, body.lease, use);
    if (lease === null) throw await leaseProblem(context);
    const { deploymentId } = lease.grant;
    const fields = orThrow(completeDeployment(lease.grant, body, now));
    const end = { deploymentId, name: deploymentName({ ...lease.grant, ...fields }), fields };
    const write = body.status === 'superseded' ? await loadEndLeftBranch() : endDeployment;
    if (!(await write(lease.grant, end, mutation))) throw await leaseProblem(context);
    return noContent();
  },
  { replay: async () => noContent() },
);
