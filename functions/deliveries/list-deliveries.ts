import * as z from 'zod/mini';
import { listDeliveries as row } from '#shared/contract/endpoints/deliveries.ts';
import { DeliveryId } from '#shared/contract/id.ts';
import { listDeliveries } from '#shared/data/deliveries/deliveries.ts';
import { readProjectAndRepository } from '#shared/data/projects/read-project.ts';
import { presentDelivery } from '#shared/domain/deliveries/present-delivery.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { emptyPage, pageReply } from '#shared/http/page-reply.ts';

/** Lists the deliveries, newest first. Source: manual, "Webhook not triggering deployments". */
export const handler = endpoint(
  row,
  (context) => {
    const { readVisibleBeside, params, query, now } = context;
    const filter = { event: query.event ?? null, ref: query.ref ?? null, outcome: query.outcome ?? null };
    const filters = [params.projectId, ...Object.values(filter)];
    const list = { operation: row.operationId, name: 'deliveries', filters };
    return pageReply(context, list, async (after) => {
      const position = z.nullable(DeliveryId).safeParse(after);
      const [{ repository }, page] = await readVisibleBeside(readProjectAndRepository, async (organization, project) =>
        position.success ? listDeliveries(organization, project, filter, query.limit, position.data, now) : emptyPage,
      );
      return { ...page, rows: page.rows.map((row) => presentDelivery(row, repository)) };
    });
  },
  { config: ['TABLE_NAME'] },
);
