import type { EventBridgeEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import { ProjectSource } from '#shared/events/project-source.ts';
import { log } from '#shared/http/log.ts';
import { startFunction } from '#shared/http/start-function.ts';
import { purgeProject } from '#shared/workflows/projects/purge-project.ts';

const config = startFunction('projects/purge-project', ['TABLE_NAME', 'PUBLIC_URL', 'ROOT_SECRET_ID', 'SECRET_PREFIX']);

/** The CloudEvent of a project that was marked as deleted. */
const Deleted = z.object({ source: ProjectSource });

/**
 * Removes everything that a deleted project owned. It may run any number of times. The bus retries after an error, and
 * the tick resumes it in any case.
 * Source: docs/design/single-table.md, "Deleting a project".
 */
export const handler = async (event: EventBridgeEvent<string, unknown>): Promise<void> => {
  const { organizationId, projectId } = Deleted.parse(event.detail).source;
  const purged = await purgeProject(
    organizationId,
    projectId,
    { rootSecretId: config.ROOT_SECRET_ID, publicUrl: config.PUBLIC_URL },
    new Date().toISOString(),
  );
  log('info', 'purge', { project: projectId, purged });
};
