import { listAllEnvironments } from '#shared/contract/endpoints/environments.ts';
import { presentListedEnvironment } from '#shared/domain/environments/present-environment.ts';
import { positionText, readPosition } from '#shared/domain/projects/project-list.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { pageReply } from '#shared/http/page-reply.ts';
import { readConfigurationPage } from '#shared/workflows/projects/read-configuration-page.ts';

/** Lists the environments of the projects that the caller sees. Source: docs/design/resources.md, "Environment". */
export const handler = endpoint(
  listAllEnvironments,
  (context) => {
    const { principal, query } = context;
    const q = query.q ?? null;
    const list = { operation: listAllEnvironments.operationId, name: 'environments' };
    return pageReply(context, { ...list, filters: [query.include_archived, q] }, async (after) => {
      const position = readPosition(after ?? '', q === null ? 'open' : 'name');
      const wanted = { includeArchived: query.include_archived, q, limit: query.limit, position };
      const page = await readConfigurationPage(principal, wanted);
      return {
        rows: page.projects.flatMap((found) =>
          found.environments.map((environment) => presentListedEnvironment(environment, found, context)),
        ),
        position: page.next === null ? null : positionText(page.next),
      };
    });
  },
  { config: ['TABLE_NAME'] },
);
