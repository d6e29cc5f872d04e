import * as z from 'zod';
import { EnvironmentType } from './environment.ts';
import { EnvironmentId, MappingId, ProjectId } from './id.ts';
import { Timestamp } from './text.ts';

export const RefType = z.enum(['branch', 'tag']);
export const MappingTrigger = z.enum(['push', 'merge']);
export type RefType = z.infer<typeof RefType>;
export type MappingTrigger = z.infer<typeof MappingTrigger>;

/** The words of the manual's table, "Branch-to-Environment Mapping". */
export const Behavior = z.enum(['Deploy on merge', 'Deploy on push', 'Deploy on tag']);
export type Behavior = z.infer<typeof Behavior>;

/** A branch mapping. Source: wire.md, "Environments and branch mappings". */
export const BranchMapping = z
  .object({
    id: MappingId,
    projectId: ProjectId,
    refType: RefType,
    branchPattern: z.string(),
    environmentId: EnvironmentId,
    environmentName: z.string(),
    environmentType: EnvironmentType,
    trigger: MappingTrigger,
    behavior: Behavior,
    priority: z.int(),
    autoDeploy: z.boolean(),
    paths: z.array(z.string()),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'BranchMapping' });
export type BranchMapping = z.infer<typeof BranchMapping>;

// The grammar of a pattern is a domain rule (shared/domain/branch-pattern.ts); here only its size.
const BranchPattern = z.string().min(1, 'must have 1 to 250 characters').max(250, 'must have 1 to 250 characters');
const Priority = z
  .int('must be a whole number from 0 to 1,000,000')
  .min(0, 'must be at least 0')
  .max(1_000_000, 'must be at most 1,000,000');
const Paths = z
  .array(z.string().min(1, 'must not be empty').max(250, 'must have at most 250 characters'))
  .max(50, 'must have at most 50 entries');

export const CreateBranchMappingBody = z.strictObject({
  branchPattern: BranchPattern,
  environmentId: z.string(),
  refType: RefType.default('branch'),
  trigger: MappingTrigger.optional(),
  priority: Priority.optional(),
  autoDeploy: z.boolean().default(true),
  paths: Paths.default([]),
});

export const UpdateBranchMappingBody = z.strictObject({
  branchPattern: BranchPattern.optional(),
  environmentId: z.string().optional(),
  trigger: MappingTrigger.optional(),
  priority: Priority.optional(),
  autoDeploy: z.boolean().optional(),
  paths: Paths.optional(),
});

export type CreateBranchMappingBody = z.infer<typeof CreateBranchMappingBody>;
export type UpdateBranchMappingBody = z.infer<typeof UpdateBranchMappingBody>;
