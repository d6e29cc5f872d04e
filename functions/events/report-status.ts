import type { EventBridgeEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import { DeploymentId } from '#shared/contract/id.ts';
import { ProjectSource } from '#shared/events/project-source.ts';
import { log, measure } from '#shared/http/log.ts';
import { providerErrors } from '#shared/http/provider-errors.ts';
import { startFunction } from '#shared/http/start-function.ts';
import { reportStatus } from '#shared/workflows/deployments/report-status.ts';

const config = startFunction('events/report-status', ['TABLE_NAME', 'PUBLIC_URL', 'SECRET_PREFIX']);

/** The CloudEvent of a deployment with a new status. Its data is not used. */
const Changed = z.object({ source: ProjectSource, subject: DeploymentId });

/**
 * Reports a deployment's status to the Git provider. It may run any number of times and in any order. Lambda retries
 * after an error.
 * Source: docs/design/deployments.md, "Commit statuses".
 */
export const handler = async (event: EventBridgeEvent<string, unknown>): Promise<void> => {
  const { source, subject } = Changed.parse(event.detail);
  const report = await reportStatus(source.organizationId, source.projectId, subject, config.PUBLIC_URL).catch(
    (error: unknown) => {
      const measured = providerErrors(error);
      if (measured !== null) measure('status not reported', { deployment: subject }, measured);
      throw error;
    },
  );
  log('info', 'report status', { deployment: subject, state: report?.state ?? null });
};
