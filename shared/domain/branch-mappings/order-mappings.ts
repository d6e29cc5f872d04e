import { type Actor, changedBy } from '#shared/domain/actor.ts';
import type { MappingRecord } from '#shared/domain/records/mapping.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import { accept, type RuleResult, refuse } from '#shared/domain/rule-result.ts';

/**
 * Puts the mappings of a project into another order. They share the priorities that they have, so a mapping that keeps
 * its place keeps its priority and its version. Refusal: `validation_failed`, unless the order names each mapping once.
 * Source: docs/design/deciding-a-push.md, "Branch mappings".
 * @param order the ids of all mappings, the first one first
 * @param now RFC 3339
 * @returns the mappings in the new order; the same array if nothing moves
 */
export const orderMappings = (
  project: ProjectRecord,
  order: readonly string[],
  by: Actor,
  now: string,
): RuleResult<readonly MappingRecord[]> => {
  const before = project.branchMappings;
  const left = new Map<string, MappingRecord>(before.map((mapping) => [mapping.id, mapping]));
  const placed: MappingRecord[] = [];
  for (const [index, id] of order.entries()) {
    const mapping = left.get(id);
    if (mapping === undefined) {
      const isDouble = order.indexOf(id) < index;
      return refuse(
        'validation_failed',
        isDouble ? 'must not be named twice' : 'must be the id of a branch mapping of this project',
        `#/order/${index}`,
      );
    }
    left.delete(id);
    placed.push(mapping);
  }
  if (left.size > 0) {
    const missing = [...left.keys()].join(', ');
    return refuse('validation_failed', `must name every branch mapping of the project; missing: ${missing}`, '#/order');
  }
  const moved = placed.map((mapping, index) => {
    const priority = before[index]?.priority ?? mapping.priority;
    return priority === mapping.priority
      ? mapping
      : { ...mapping, priority, ...changedBy(by, now), version: project.version + 1 };
  });
  return accept(moved.every((mapping, index) => mapping === before[index]) ? before : moved);
};
