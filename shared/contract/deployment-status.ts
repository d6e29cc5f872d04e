import * as z from 'zod/mini';

/** `waiting`: for an approval, or for the end of a pause. Source: docs/design/deployments.md, "Statuses". */
export const DeploymentStatus = z.enum([
  'waiting',
  'queued',
  'running',
  'succeeded',
  'failed',
  'cancelled',
  'superseded',
]);
export type DeploymentStatus = z.infer<typeof DeploymentStatus>;
