import type { Behavior, MappingTrigger, RefType } from '#shared/contract/branch-mapping.ts';
import type { EnvironmentType } from '#shared/contract/environment.ts';

/** The default trigger of a mapping, from the manual's table. */
export const defaultTrigger = (refType: RefType, type: EnvironmentType): MappingTrigger =>
  refType === 'branch' && type === 'production' ? 'merge' : 'push';

/** What a mapping does, in the manual's words. Source: manual, "Branch-to-Environment Mapping". */
export const behaviorOf = (mapping: { refType: RefType; trigger: MappingTrigger }): Behavior => {
  if (mapping.refType === 'tag') return 'Deploy on tag';
  return mapping.trigger === 'merge' ? 'Deploy on merge' : 'Deploy on push';
};
