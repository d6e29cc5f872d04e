import type { EventBridgeEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import { loadConfig } from '#shared/config/load-config.ts';
import { OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { log } from '#shared/http/log.ts';
import { purgeProject } from '#shared/sagas/purge-project.ts';

const config = loadConfig(['TABLE_NAME', 'PUBLIC_URL', 'ROOT_SECRET_ID']);

/** The CloudEvent of a project that was marked as deleted; its source names the organisation. Source: wire.md, "Events". */
const Deleted = z.object({
  source: z.string().check(z.regex(/^\/organizations\/org_[0-9A-Z]{26}\/projects\/prj_[0-9A-Z]{26}$/)),
});

/**
 * Removes all that a deleted project owned. It may run any number of times; what it throws makes the bus try again, and
 * the sweep resumes it whatever happens. Source: design §4, "Deleting a project".
 */
export const handler = async (event: EventBridgeEvent<string, unknown>): Promise<void> => {
  const [, , organization, , project] = Deleted.parse(event.detail).source.split('/');
  const purged = await purgeProject(
    OrganizationId.parse(organization),
    ProjectId.parse(project),
    { rootSecretId: config.ROOT_SECRET_ID, publicUrl: config.PUBLIC_URL },
    new Date().toISOString(),
  );
  log('info', 'purge', { project: project ?? null, purged });
};
