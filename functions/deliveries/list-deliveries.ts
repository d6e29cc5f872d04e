import { listDeliveries as row } from '#shared/contract/endpoints/deliveries.ts';
import { DeliveryId } from '#shared/contract/id.ts';
import { listDeliveries } from '#shared/data/deliveries/deliveries.ts';
import { readProject } from '#shared/data/projects/read-project.ts';
import { presentDelivery } from '#shared/domain/deliveries/present-delivery.ts';
import { readCursor, writeCursor } from '#shared/http/cursor.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { nextLink } from '#shared/http/next-link.ts';
import { answer } from '#shared/http/reply.ts';

const emptyPage = { rows: [], position: null };

/** Lists the deliveries, newest first. Source: manual, "Webhook not triggering deployments". */
export const handler = endpoint(
  row,
  async ({ principal, readVisibleBeside, params, query, path, now }) => {
    const scope = [row.operationId, principal.organization.id, params.projectId];
    const after = readCursor(scope, query.cursor);
    const position = after === null ? null : DeliveryId.safeParse(after);
    const [, page] = await readVisibleBeside(readProject, async (organization, project) =>
      position?.success === false
        ? emptyPage
        : listDeliveries(organization, project, query.limit, position?.data ?? null, now),
    );
    const nextCursor = writeCursor(scope, page.position);
    return answer({ deliveries: page.rows.map(presentDelivery), nextCursor }, nextLink(path, query, nextCursor));
  },
  { config: ['TABLE_NAME'] },
);
