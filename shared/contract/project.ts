import * as z from 'zod';
import { BranchMapping } from './branch-mapping.ts';
import { ProjectId } from './id.ts';
import { RepositorySummary } from './repository.ts';
import { Description, Name, OdooVersion, Timestamp } from './text.ts';

/** A project as every answer shows it. Source: wire.md, "Project". */
export const Project = z
  .object({
    id: ProjectId,
    name: z.string(),
    description: z.string().nullable(),
    defaultOdooVersion: z.string().nullable(),
    archivedAt: Timestamp.nullable(),
    access: z.object({ mode: z.enum(['organization', 'restricted']) }),
    clonedFrom: ProjectId.nullable(),
    repository: RepositorySummary.nullable(),
    branchMappings: z.array(BranchMapping),
    createdAt: Timestamp,
    createdBy: z.string(),
    updatedAt: Timestamp,
  })
  .meta({ id: 'Project' });

export const CloneReport = z.object({
  copied: z.array(z.string()),
  changed: z.array(z.string()),
  leftOut: z.array(z.string()),
});

export const ClonedProject = Project.extend({ cloneReport: CloneReport }).meta({ id: 'ClonedProject' });

export const CreateProjectBody = z.strictObject({
  name: Name,
  description: Description.nullable().optional(),
  defaultOdooVersion: OdooVersion.nullable().optional(),
});

export const UpdateProjectBody = z.strictObject({
  name: Name.optional(),
  description: Description.nullable().optional(),
  defaultOdooVersion: OdooVersion.nullable().optional(),
});

export const CloneProjectBody = z.strictObject({ name: Name.optional() });

export type Project = z.infer<typeof Project>;
export type ClonedProject = z.infer<typeof ClonedProject>;
export type CreateProjectBody = z.infer<typeof CreateProjectBody>;
export type UpdateProjectBody = z.infer<typeof UpdateProjectBody>;
