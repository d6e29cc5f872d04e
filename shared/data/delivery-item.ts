import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Decision, TraceEntry } from '../contract/decision.ts';
import type { DeliveryId, OrganizationId, ProjectId } from '../contract/id.ts';
import { deliveryKeptMs } from '../domain/delivery-limits.ts';
import type { DeliveryRecord } from '../domain/records.ts';
import { type Item, recordOf } from './item.ts';
import { indexKeys, keys } from './keys.ts';

/** Longer than this, the decision is deflated: with it, the item would pass 1 KB. */
const mostCharacters = 420;

/** A decision without the names of its fields; a detail that the reason repeats is null. */
type PackedDecision = readonly [
  Decision['outcome'],
  Decision['reason'],
  Decision['environmentId'],
  Decision['mappingId'],
  ...(readonly [
    TraceEntry['mappingId'],
    TraceEntry['branchPattern'],
    TraceEntry['environmentName'],
    TraceEntry['matched'],
    TraceEntry['rule'],
    TraceEntry['detail'] | null,
  ])[],
];

const pack = ({ outcome, reason, environmentId, mappingId, trace }: Decision): string | Uint8Array => {
  const packed: PackedDecision = [
    outcome,
    reason,
    environmentId,
    mappingId,
    ...trace.map(
      ({ mappingId: id, branchPattern, environmentName, matched, rule, detail }) =>
        [id, branchPattern, environmentName, matched, rule, detail === reason ? null : detail] as const,
    ),
  ];
  const text = JSON.stringify(packed);
  return text.length <= mostCharacters ? text : deflateRawSync(text);
};

const unpack = (packed: string | Uint8Array): Decision => {
  const text = typeof packed === 'string' ? packed : inflateRawSync(packed).toString();
  const [outcome, reason, environmentId, mappingId, ...trace] = JSON.parse(text) as PackedDecision;
  return {
    outcome,
    reason,
    environmentId,
    mappingId,
    trace: trace.map(([id, branchPattern, environmentName, matched, rule, detail]) => ({
      mappingId: id,
      branchPattern,
      environmentName,
      matched,
      rule,
      detail: detail ?? reason,
    })),
  };
};

/**
 * A delivery as it lies in the table: what its keys and its decision tell is not repeated, and the decision is packed,
 * since its trace alone would pass 1 KB and each further KB costs every push three write units. Source: design §11.
 */
type StoredDelivery = Omit<DeliveryRecord, 'organizationId' | 'projectId' | 'id' | 'decision' | 'answer'> & {
  readonly decision: string | Uint8Array;
  readonly deployments: DeliveryRecord['answer']['deployments'];
};

export const deliveryItem = (delivery: DeliveryRecord): Item<StoredDelivery> => {
  const { organizationId, projectId, id, decision, answer, ...rest } = delivery;
  return {
    ...rest,
    decision: pack(decision),
    deployments: answer.deployments,
    ...keys.delivery(organizationId, projectId, id),
    ...indexKeys.delivery(organizationId, projectId, id),
    ttl: Math.floor((Date.parse(delivery.receivedAt) + deliveryKeptMs) / 1000),
  };
};

export const deliveryOf = (
  organizationId: OrganizationId,
  projectId: ProjectId,
  item: Record<string, unknown>,
): DeliveryRecord => {
  const { decision: packed, deployments, ...rest } = recordOf<StoredDelivery>(item);
  const decision = unpack(packed);
  const id = item.gsi1sk as DeliveryId;
  return {
    ...rest,
    organizationId,
    projectId,
    id,
    decision,
    answer: { deliveryId: id, decision: decision.outcome, reason: decision.reason, deployments },
  };
};
