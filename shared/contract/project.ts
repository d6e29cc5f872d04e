import * as z from 'zod/mini';
import { BranchMapping } from './branch-mapping.ts';
import { ProjectId } from './id.ts';
import { Permission } from './permission.ts';
import { RepositorySummary } from './repository-summary.ts';
import { Description, Name, OdooVersion, Text, TextOrNull, Timestamp, TimestampOrNull } from './text.ts';

/** A project as the API returns it. Source: docs/design/resources.md, "Project". */
export const Project = z
  .object({
    id: ProjectId,
    name: Text,
    description: TextOrNull,
    defaultOdooVersion: TextOrNull,
    archivedAt: TimestampOrNull,
    access: z.object({ mode: z.enum(['organization', 'restricted']) }),
    clonedFrom: z.nullable(ProjectId),
    repository: z.nullable(RepositorySummary),
    branchMappings: z.array(BranchMapping),
    createdAt: Timestamp,
    createdBy: Text,
    createdByName: TextOrNull,
    updatedAt: Timestamp,
    updatedBy: TextOrNull,
    updatedByName: TextOrNull,
    lastActivityAt: TimestampOrNull,
    permissions: z.array(Permission).register(z.globalRegistry, {
      description: 'What the caller may do with this project.',
    }),
  })
  .register(z.globalRegistry, { id: 'Project' });

export const CloneReport = z.object({
  copied: z.array(Text),
  changed: z.array(Text),
  leftOut: z.array(Text),
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
