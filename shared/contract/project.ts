import * as z from 'zod/mini';
import { BranchMapping } from './branch-mapping.ts';
import { ProjectId } from './id.ts';
import { RepositorySummary } from './repository.ts';
import { Description, Name, OdooVersion, Timestamp } from './text.ts';

/** A project as every answer shows it. Source: wire.md, "Project". */
export const Project = z
  .object({
    id: ProjectId,
    name: z.string(),
    description: z.nullable(z.string()),
    defaultOdooVersion: z.nullable(z.string()),
    archivedAt: z.nullable(Timestamp),
    access: z.object({ mode: z.enum(['organization', 'restricted']) }),
    clonedFrom: z.nullable(ProjectId),
    repository: z.nullable(RepositorySummary),
    branchMappings: z.array(BranchMapping),
    createdAt: Timestamp,
    createdBy: z.string(),
    updatedAt: Timestamp,
  })
  .register(z.globalRegistry, { id: 'Project' });

export const CloneReport = z.object({
  copied: z.array(z.string()),
  changed: z.array(z.string()),
  leftOut: z.array(z.string()),
});

export const ClonedProject = z
  .extend(Project, { cloneReport: CloneReport })
  .register(z.globalRegistry, { id: 'ClonedProject' });

export const CreateProjectBody = z.strictObject({
  name: Name,
  description: z.optional(z.nullable(Description)),
  defaultOdooVersion: z.optional(z.nullable(OdooVersion)),
});

export const UpdateProjectBody = z.strictObject({
  name: z.optional(Name),
  description: z.optional(z.nullable(Description)),
  defaultOdooVersion: z.optional(z.nullable(OdooVersion)),
});

export const CloneProjectBody = z.strictObject({ name: z.optional(Name) });

export type Project = z.infer<typeof Project>;
export type ClonedProject = z.infer<typeof ClonedProject>;
export type CreateProjectBody = z.infer<typeof CreateProjectBody>;
export type UpdateProjectBody = z.infer<typeof UpdateProjectBody>;
