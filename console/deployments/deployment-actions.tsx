import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Deployment } from '#shared/contract/deployment.ts';
import type { Environment } from '#shared/contract/environment.ts';
import type { Project } from '#shared/contract/project.ts';
import { mayDo } from '../projects/project-context.ts';
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

/** What the caller may do with a deployment as it is now. */
export const actionsOf = (
  project: Project,
  { status, waitsFor, environmentId, commitSha }: Deployment,
  environments: readonly Environment[],
): readonly DeploymentAction[] => {
  const isOpen = open.includes(status);
  const mayDeploy = mayDo(project, 'deploy:projects');
  const isLive = project.archivedAt === null;
  const mayStart = mayDeploy && isLive && project.repository !== null && commitSha !== null;
  const here = environments.find(({ id }) => id === environmentId);
  return [
    ...(here !== undefined && isLive && mayDo(project, 'manage:projects') && waitsFor.includes('approval')
      ? (['approve'] as const)
      : []),
    ...(mayDeploy && isOpen ? (['cancel'] as const) : []),
    ...(here !== undefined && mayStart && !isOpen ? (['redeploy'] as const) : []),
    ...(here !== undefined && mayStart && status === 'succeeded' && environments.length > 1
      ? (['promote'] as const)
      : []),
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
          others={environments.filter(({ id }) => id !== here.id)}
          current={deployment}
          onClose={close}
        />
      )}
    </>
  );
};
