import * as z from 'zod/mini';
import { OrganizationId, ProjectId } from '#shared/contract/id.ts';

/**
 * The `source` of a CloudEvent, which contains organisation and project.
 * Source: docs/design/resources.md, "Events".
 */
export const ProjectSource = z.pipe(
  z.string().check(z.regex(/^\/organizations\/org_[0-9A-Z]{26}\/projects\/prj_[0-9A-Z]{26}$/)),
  z.transform((source) => {
    const [, , organization, , project] = source.split('/');
    return { organizationId: OrganizationId.parse(organization), projectId: ProjectId.parse(project) };
  }),
);
