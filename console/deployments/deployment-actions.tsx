import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Deployment } from '#shared/contract/deployment.ts';
import type { Environment } from '#shared/contract/environment.ts';
import type { Project } from '#shared/contract/project.ts';
import { ApproveDialog } from './approve-dialog.tsx';
import { CancelDialog } from './cancel-dialog.tsx';
import { PromoteDialog } from './promote-dialog.tsx';
import { RedeployDialog } from './redeploy-dialog.tsx';

export type DeploymentAction = 'approve' | 'cancel' | 'redeploy' | 'promote';

const words: Readonly<Record<DeploymentAction, string>> = {
  approve: 'Approve',
  cancel: 'Cancel',
  redeploy: 'Redeploy',
  promote: 'Promote',
};

const open = ['waiting', 'queued', 'running'];

/** Where the caller may promote a deployment to: a key may be limited to some of the environments. */
export const targetsOf = (
  { environmentId }: Deployment,
  environments: readonly Environment[],
): readonly Environment[] =>
  environments.filter(({ id, permissions }) => id !== environmentId && permissions.includes('deploy:projects'));

/** What the caller may do with a deployment as it is now. */
export const actionsOf = (
  project: Project,
  deployment: Deployment,
  environments: readonly Environment[],
): readonly DeploymentAction[] => {
  const { status, waitsFor, environmentId, commitSha } = deployment;
  const here = environments.find(({ id }) => id === environmentId);
  if (here === undefined) return [];
  const isOpen = open.includes(status);
  const isLive = project.archivedAt === null;
  const mayApprove = here.permissions.includes('manage:projects');
  const mayDeploy = here.permissions.includes('deploy:projects');
  const mayStart = isLive && project.repository !== null && commitSha !== null && !isOpen;
  const mayPromote = mayStart && status === 'succeeded' && targetsOf(deployment, environments).length > 0;
  return [
    ...(mayApprove && isLive && waitsFor.includes('approval') ? (['approve'] as const) : []),
    ...(mayDeploy && isOpen ? (['cancel'] as const) : []),
    ...(mayDeploy && mayStart ? (['redeploy'] as const) : []),
    ...(mayPromote ? (['promote'] as const) : []),
  ];
};

/** The actions of a deployment, each with its dialog. */
export const DeploymentActions = ({
  project,
  deployment,
  environments,
}: {
  readonly project: Project;
  readonly deployment: Deployment;
  readonly environments: readonly Environment[];
}): ReactNode => {
  const [shown, show] = useState<DeploymentAction | null>(null);
  const close = (): void => show(null);
  const here = environments.find(({ id }) => id === deployment.environmentId);
  return (
    <>
      {actionsOf(project, deployment, environments).map((action) => (
        <Button
          key={action}
          variant={action === 'approve' ? 'filled' : 'default'}
          onClick={() => show(action)}
          aria-haspopup="dialog"
        >
          {words[action]}
        </Button>
      ))}
      {shown === 'approve' && here !== undefined && (
        <ApproveDialog environment={here} pending={deployment} onClose={close} />
      )}
      {shown === 'cancel' && <CancelDialog deployment={deployment} onClose={close} />}
      {shown === 'redeploy' && <RedeployDialog deployment={deployment} environment={here} onClose={close} />}
      {shown === 'promote' && here !== undefined && (
        <PromoteDialog
          project={project}
          environment={here}
          others={targetsOf(deployment, environments)}
          current={deployment}
          onClose={close}
        />
      )}
    </>
  );
};
