import * as z from 'zod/mini';
import { EnvironmentType } from './environment-type.ts';
import { EnvironmentId, MappingId, ProjectId } from './id.ts';
import { atMost, OtherEnvironmentId, OtherMappingId, Text, TextOrNull, Timestamp } from './text.ts';
import { textLimits } from './text-limits.ts';

export const RefType = z.enum(['branch', 'tag']);
export const MappingTrigger = z.enum(['push', 'merge']);
export type RefType = z.infer<typeof RefType>;
export type MappingTrigger = z.infer<typeof MappingTrigger>;

/** The wording of the manual, "Branch-to-Environment Mapping". */
export const Behavior = z.enum(['Deploy on merge', 'Deploy on push', 'Deploy on tag']);
export type Behavior = z.infer<typeof Behavior>;

/** A branch mapping. Source: docs/design/resources.md, "Branch mapping". */
export const BranchMapping = z
  .object({
    id: MappingId,
    projectId: ProjectId,
    refType: RefType,
    branchPattern: Text,
    environmentId: EnvironmentId,
    environmentName: Text,
    environmentType: EnvironmentType,
    trigger: MappingTrigger,
    behavior: Behavior,
    priority: z.int(),
    autoDeploy: z.boolean(),
    paths: z.array(Text),
    warnings: z.array(Text).register(z.globalRegistry, {
      description: 'Sentences: another mapping hides this one, or its path filters have no effect.',
    }),
    createdAt: Timestamp,
    updatedAt: Timestamp,
    updatedBy: TextOrNull,
    updatedByName: TextOrNull,
  })
  .register(z.globalRegistry, { id: 'BranchMapping' });
export type BranchMapping = z.infer<typeof BranchMapping>;

// The syntax of a pattern is a domain rule (shared/domain/branch-mappings/branch-pattern.ts); only its size is checked
// here.
export const BranchPattern = z
  .string()
  .check(
    z.minLength(1, 'must have 1 to 250 characters'),
    z.maxLength(textLimits.branchPattern, 'must have 1 to 250 characters'),
  );
const Priority = z
  .int('must be a whole number from 0 to 1,000,000')
  .check(z.minimum(0, 'must be at least 0'), z.maximum(1_000_000, 'must be at most 1,000,000'));
// Of a path filter too (shared/domain/branch-mappings/path-filters.ts).
export const PathFilter = z.string().check(z.minLength(1, 'must not be empty'), atMost(textLimits.pathFilter));
const Paths = z.array(PathFilter).check(z.maxLength(textLimits.pathFilters, 'must have at most 50 entries'));

export const CreateBranchMappingBody = z.strictObject({
  branchPattern: BranchPattern,
  environmentId: OtherEnvironmentId,
  refType: z._default(RefType, 'branch'),
  trigger: z.optional(MappingTrigger),
  priority: z.optional(Priority),
  autoDeploy: z._default(z.boolean(), true),
  paths: z._default(Paths, []),
});

export const UpdateBranchMappingBody = z.strictObject({
  branchPattern: z.optional(BranchPattern),
  environmentId: z.optional(OtherEnvironmentId),
  trigger: z.optional(MappingTrigger),
  priority: z.optional(Priority),
  autoDeploy: z.optional(z.boolean()),
  paths: z.optional(Paths),
});

/** The ids of all mappings of the project, the first one first. */
export const OrderBranchMappingsBody = z.strictObject({
  order: z.optional(
    z.array(OtherMappingId).check(z.maxLength(textLimits.branchMappings, 'must have at most 50 entries')),
  ),
});

export type CreateBranchMappingBody = z.infer<typeof CreateBranchMappingBody>;
export type UpdateBranchMappingBody = z.infer<typeof UpdateBranchMappingBody>;
