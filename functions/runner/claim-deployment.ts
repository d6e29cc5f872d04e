import { createHash, randomUUID } from 'node:crypto';
import { loadConfig } from '#shared/config/load-config.ts';
import { claimDeployment as row } from '#shared/contract/endpoints/runner.ts';
import { EnvironmentId } from '#shared/contract/id.ts';
import type { Mutation } from '#shared/data/audit/mutation.ts';
import { readWork } from '#shared/data/deployments/read-work.ts';
import { noteRunner } from '#shared/data/environments/note-runner.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { answer, noContent } from '#shared/http/reply.ts';
import { notFound } from '#shared/http/require-permission.ts';
import { versionedKey } from '#shared/secrets/versioned-key.ts';
import { awaitWork } from '#shared/workflows/runner/await-work.ts';
import { claimDeployment } from '#shared/workflows/runner/claim-deployment.ts';

const { LEASE_SECRET_ID: leaseSecretId } = loadConfig(['TABLE_NAME', 'PUBLIC_URL', 'LEASE_SECRET_ID', 'SECRET_PREFIX']);

/**
 * The id of the lease that a request makes. A repetition with the same Idempotency-Key gets the same id and so finds
 * its lease.
 */
const leaseIdOf = ({ idempotency }: Mutation): string =>
  idempotency === null ? randomUUID() : createHash('sha256').update(JSON.stringify(idempotency)).digest('base64url');

/**
 * Claims the queued deployment, or waits for one.
 * Source: docs/design/deployments.md, "Claiming"; docs/design/resources.md, "Claim, heartbeat, logs, complete".
 */
export const handler = endpoint(row, async ({ readVisible, requireOn, params, body, now, mutation }) => {
  const untilMs = Date.parse(now) + body.waitSeconds * 1000;
  const environmentId = EnvironmentId.safeParse(params.environmentId);
  const lease = { id: leaseIdOf(mutation), runner: body.runner };
  const leaseKey = await versionedKey(leaseSecretId, Date.parse(now));
  for (;;) {
    const claim = await retryOnVersionConflict(async () => {
      const work = await readVisible((organization, project) =>
        readWork(organization, project, environmentId.data ?? null),
      );
      if (work.environment === null) throw notFound();
      requireOn(work.project, work.environment.id);
      const moment = { ...mutation, now: new Date().toISOString() };
      const made = await claimDeployment({ ...work, environment: work.environment }, lease, leaseKey, moment);
      return { made, environment: work.environment };
    });
    if (claim.made !== null) return answer(claim.made);
    await noteRunner(claim.environment, body.runner, new Date().toISOString());
    const { organizationId, projectId, id } = claim.environment;
    if (!(await awaitWork(organizationId, projectId, id, untilMs))) return noContent();
  }
});
