import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';

/** What a deployment is called where it has to have a name, as in the audit log: what it deploys, for instance `main 1f3c2ab`. */
export const deploymentName = ({ branch, tag, commitSha }: Pick<DeploymentRecord, 'branch' | 'tag' | 'commitSha'>) =>
  [branch ?? tag, commitSha?.slice(0, 7)].filter(Boolean).join(' ') || null;
