import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Deployment } from '#shared/contract/deployment.ts';
import type { Environment } from '#shared/contract/environment.ts';
import type { Project } from '#shared/contract/project.ts';
import { mayDo } from '../projects/project-context.ts';
import { useOpenDialog } from '../ui/dialog-host.tsx';
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
): readonly Environment[] => environments.filter((one) => one.id !== environmentId && mayDo(one, 'deploy:projects'));

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
  const mayApprove = mayDo(here, 'manage:projects');
  const mayDeploy = mayDo(here, 'deploy:projects');
  const mayStart = isLive && project.repository !== null && commitSha !== null && !isOpen;
  const mayPromote = mayDeploy && mayStart && status === 'succeeded' && targetsOf(deployment, environments).length > 0;
  return [
    ...(mayApprove && isLive && waitsFor.includes('approval') ? (['approve'] as const) : []),
    ...(mayDeploy && isOpen ? (['cancel'] as const) : []),
    ...(mayDeploy && mayStart ? (['redeploy'] as const) : []),
    ...(mayPromote ? (['promote'] as const) : []),
  ];
};

type Of = {
  readonly project: Project;
  readonly deployment: Deployment;
  readonly environments: readonly Environment[];
};

const dialogOf = (action: DeploymentAction, { project, deployment, environments }: Of): ReactNode => {
  const here = environments.find(({ id }) => id === deployment.environmentId);
  if (action === 'cancel') return <CancelDialog deployment={deployment} />;
  if (action === 'redeploy') return <RedeployDialog deployment={deployment} environment={here} />;
  if (here === undefined) return null;
  if (action === 'approve') return <ApproveDialog environment={here} pending={deployment} />;
  const targets = targetsOf(deployment, environments);
  return <PromoteDialog project={project} environment={here} others={targets} current={deployment} />;
};

/** The actions of a deployment, each with its dialog. */
export const DeploymentActions = (of: Of): ReactNode => {
  const open = useOpenDialog();
  return actionsOf(of.project, of.deployment, of.environments).map((action) => (
    <Button
      key={action}
      variant={action === 'approve' ? 'filled' : 'default'}
      onClick={() => open(dialogOf(action, of))}
      aria-haspopup="dialog"
    >
      {words[action]}
    </Button>
  ));
};
