import { listDeliveries as row } from '#shared/contract/endpoints/deliveries.ts';
import { DeliveryId, ProjectId } from '#shared/contract/id.ts';
import { listDeliveries } from '#shared/data/deliveries/deliveries.ts';
import { readProject } from '#shared/data/projects/read-project.ts';
import { presentDelivery } from '#shared/domain/deliveries/present-delivery.ts';
import { readCursor, writeCursor } from '#shared/http/cursor.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { nextLink } from '#shared/http/next-link.ts';
import { readVisible } from '#shared/http/read-visible.ts';
import { answer } from '#shared/http/reply.ts';

const emptyPage = { rows: [], position: null };

/** Lists the deliveries, newest first. Source: manual, "Webhook not triggering deployments". */
export const handler = endpoint(
  row,
  async ({ principal, params, query, path, now }) => {
    const scope = [row.operationId, principal.organization.id, params.projectId];
    const after = readCursor(scope, query.cursor);
    const project = ProjectId.safeParse(params.projectId);
    const position = after === null ? null : DeliveryId.safeParse(after);
    const [, page] = await Promise.all([
      readVisible(principal, row.access.permission, params.projectId, readProject),
      project.success && position?.success !== false
        ? listDeliveries(principal.organization.id, project.data, query.limit, position?.data ?? null, now)
        : emptyPage,
    ]);
    const nextCursor = writeCursor(scope, page.position);
    return answer({ deliveries: page.rows.map(presentDelivery), nextCursor }, nextLink(path, query, nextCursor));
  },
  { config: ['TABLE_NAME'] },
);
