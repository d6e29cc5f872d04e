import { Badge } from '@mantine/core';
import type { ReactNode } from 'react';
import type { DeploymentTrigger, Wait } from '#shared/contract/deployment.ts';
import type { DeploymentStatus } from '#shared/contract/deployment-status.ts';
import type { EnvironmentType } from '#shared/contract/environment-type.ts';
import type { Provider, RepositoryStatus } from '#shared/contract/repository-summary.ts';

const waits: Readonly<Record<Wait, string>> = { approval: 'an approval', pause: 'the end of the pause' };

const deploymentColors: Readonly<Record<DeploymentStatus, string>> = {
  waiting: 'yellow',
  queued: 'blue',
  running: 'blue',
  succeeded: 'green',
  failed: 'red',
  cancelled: 'gray',
  superseded: 'gray',
};

const deploymentWords: Readonly<Record<DeploymentStatus, string>> = {
  waiting: 'Waiting',
  queued: 'Queued',
  running: 'Running',
  succeeded: 'Succeeded',
  failed: 'Failed',
  cancelled: 'Cancelled',
  superseded: 'Superseded',
};

/** "Waiting for an approval". */
export const statusWords = (status: DeploymentStatus, waitsFor: readonly Wait[] = []): string =>
  status === 'waiting' && waitsFor.length > 0
    ? `Waiting for ${waitsFor.map((wait) => waits[wait]).join(' and ')}`
    : deploymentWords[status];

export const DeploymentBadge = ({
  status,
  waitsFor,
}: {
  readonly status: DeploymentStatus;
  readonly waitsFor?: readonly Wait[];
}): ReactNode => <Badge color={deploymentColors[status]}>{statusWords(status, waitsFor)}</Badge>;

/** Whether a deployment goes on by itself: then its screen is read every 3 s. */
export const isInMotion = (status: DeploymentStatus): boolean => status === 'queued' || status === 'running';

export const triggerWords: Readonly<Record<DeploymentTrigger, string>> = {
  push: 'a push',
  merge: 'a merge',
  tag: 'a tag',
  manual: 'hand',
  redeploy: 'a redeployment',
  promotion: 'a promotion',
  reconcile: 'a comparison with the repository',
};

export const typeWords: Readonly<Record<EnvironmentType, string>> = {
  production: 'Production',
  staging: 'Staging',
  development: 'Development',
};

export const providerWords: Readonly<Record<Provider, string>> = {
  github: 'GitHub',
  gitlab: 'GitLab',
  bitbucket: 'Bitbucket',
  gitea: 'Gitea',
};

const repositoryColors: Readonly<Record<RepositoryStatus, string>> = {
  connecting: 'blue',
  action_required: 'yellow',
  connected: 'green',
  failing: 'red',
  disconnecting: 'gray',
};

const repositoryWords: Readonly<Record<RepositoryStatus, string>> = {
  connecting: 'Connecting',
  action_required: 'Action required',
  connected: 'Connected',
  failing: 'Failing',
  disconnecting: 'Disconnecting',
};

export const RepositoryBadge = ({ status }: { readonly status: RepositoryStatus }): ReactNode => (
  <Badge color={repositoryColors[status]} className="no-shrink">
    {repositoryWords[status]}
  </Badge>
);
