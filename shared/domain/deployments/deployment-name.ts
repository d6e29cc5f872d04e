import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';

/** The name of a deployment, for instance in the audit log: what it deploys, such as `main 1f3c2ab`. */
export const deploymentName = ({ branch, tag, commitSha }: Pick<DeploymentRecord, 'branch' | 'tag' | 'commitSha'>) =>
  [branch ?? tag, commitSha?.slice(0, 7)].filter(Boolean).join(' ') || null;
