import type { SimulateBody } from '../contract/delivery.ts';
import { matchesPattern } from './branch-pattern.ts';
import type { DecisionState } from './decide.ts';
import { type GitEvent, nothing } from './git-event.ts';
import { newestCommit } from './judge-mapping.ts';
import { skipMarkerOf } from './skip-marker.ts';

/**
 * The event that somebody describes: it continues what the mapped environment stands for, so that path filters are judged
 * as for the next push. Source: wire.md, "simulate".
 */
export const describedEvent = (state: DecisionState, body: SimulateBody): GitEvent => {
  const [type, name] = body.tag === undefined ? (['branch', body.branch ?? ''] as const) : (['tag', body.tag] as const);
  const mapping = state.project.branchMappings.find(
    (one) => one.refType === type && matchesPattern(one.branchPattern, name),
  );
  const environment = state.environments.find((one) => one.id === mapping?.environmentId);
  return {
    ...nothing,
    kind: body.event,
    ref: `refs/${type === 'tag' ? 'tags' : 'heads'}/${name}`,
    before: environment === undefined ? null : newestCommit(environment),
    after: body.event === 'delete' ? null : (body.commitSha ?? null),
    message: body.message ?? null,
    skipMarker: body.event === 'merge' || body.message === undefined ? null : skipMarkerOf(body.message),
    files: body.files ?? null,
  };
};
