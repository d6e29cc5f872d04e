import * as z from 'zod';
import { DeploymentStatus } from './deployment-status.ts';
import { DeploymentId, EnvironmentId, ProjectId } from './id.ts';
import { RefName } from './ref-name.ts';
import { Name, OdooVersion, Timestamp } from './text.ts';

export const EnvironmentType = z.enum(['production', 'staging', 'development']);
export type EnvironmentType = z.infer<typeof EnvironmentType>;

export const Approval = z.enum(['none', 'required']);
export type Approval = z.infer<typeof Approval>;

export const DeploymentSummary = z
  .object({
    id: DeploymentId,
    commitSha: z.string().nullable(),
    branch: z.string().nullable(),
    status: DeploymentStatus,
    createdAt: Timestamp,
  })
  .meta({ id: 'DeploymentSummary' });
export type DeploymentSummary = z.infer<typeof DeploymentSummary>;

/** An environment with its slot: one current, one running, one pending deployment. Source: wire.md. */
export const Environment = z
  .object({
    id: EnvironmentId,
    projectId: ProjectId,
    name: z.string(),
    type: EnvironmentType,
    odooVersion: z.string().nullable(),
    approval: Approval,
    autoDeploy: z.boolean(),
    paused: z.object({ reason: z.string(), by: z.string(), since: Timestamp }).nullable(),
    current: DeploymentSummary.nullable(),
    running: DeploymentSummary.nullable(),
    pending: DeploymentSummary.nullable(),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'Environment' });
export type Environment = z.infer<typeof Environment>;

export const CreateEnvironmentBody = z.strictObject({
  name: Name,
  type: EnvironmentType,
  branch: RefName.nullable().optional(),
  odooVersion: OdooVersion.nullable().optional(),
  approval: Approval.default('none'),
});

export const UpdateEnvironmentBody = z.strictObject({
  name: Name.optional(),
  odooVersion: OdooVersion.nullable().optional(),
  approval: Approval.optional(),
  autoDeploy: z.boolean().optional(),
});

export type CreateEnvironmentBody = z.infer<typeof CreateEnvironmentBody>;
export type UpdateEnvironmentBody = z.infer<typeof UpdateEnvironmentBody>;
