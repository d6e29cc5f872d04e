import { Button, Group } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Environment } from '#shared/contract/environment.ts';
import type { Project } from '#shared/contract/project.ts';
import { ApproveDialog } from '../deployments/approve-dialog.tsx';
import { PromoteDialog } from '../deployments/promote-dialog.tsx';
import { PauseDialog, ResumeDialog } from '../environments/pause-dialogs.tsx';
import { mayDo } from '../projects/project-context.ts';
import { DeployDialog } from './deploy-dialog.tsx';
import { RollBackDialog } from './roll-back-dialog.tsx';

type Action = 'approve' | 'deploy' | 'promote' | 'rollBack' | 'pause' | 'resume';

const words: Readonly<Record<Action, string>> = {
  approve: 'Approve',
  deploy: 'Deploy',
  promote: 'Promote',
  rollBack: 'Roll back…',
  pause: 'Pause',
  resume: 'Resume',
};

/** What the caller may do with the environment as it is now. */
const actionsOf = (project: Project, environment: Environment, others: readonly Environment[]): readonly Action[] => {
  const { pending, current, paused } = environment;
  const mayDeploy = mayDo(project, 'deploy:projects') && project.archivedAt === null;
  const mayApprove = mayDo(project, 'manage:projects') && project.archivedAt === null;
  const isConnected = project.repository !== null;
  return [
    ...(mayApprove && pending?.waitsFor.includes('approval') === true ? (['approve'] as const) : []),
    ...(mayDeploy && isConnected ? (['deploy'] as const) : []),
    ...(mayDeploy && isConnected && current !== null && others.length > 0 ? (['promote'] as const) : []),
    ...(mayDeploy && isConnected && current !== null ? (['rollBack'] as const) : []),
    ...(mayDeploy ? [paused === null ? ('pause' as const) : ('resume' as const)] : []),
  ];
};

/** The actions of an environment, each with its dialog. */
export const EnvironmentActions = ({
  project,
  environment,
  others,
}: {
  readonly project: Project;
  readonly environment: Environment;
  readonly others: readonly Environment[];
}): ReactNode => {
  const [open, setOpen] = useState<Action | null>(null);
  const close = (): void => setOpen(null);
  const { pending, current } = environment;
  return (
    <>
      <Group gap="xs">
        {actionsOf(project, environment, others).map((action) => (
          <Button
            key={action}
            size="xs"
            variant={action === 'approve' ? 'filled' : 'default'}
            onClick={() => setOpen(action)}
            aria-haspopup="dialog"
          >
            {words[action]}
          </Button>
        ))}
      </Group>
      {open === 'deploy' && <DeployDialog project={project} environment={environment} onClose={close} />}
      {open === 'promote' && current !== null && (
        <PromoteDialog project={project} environment={environment} others={others} current={current} onClose={close} />
      )}
      {open === 'rollBack' && <RollBackDialog environment={environment} onClose={close} />}
      {open === 'pause' && <PauseDialog environment={environment} onClose={close} />}
      {open === 'resume' && <ResumeDialog environment={environment} onClose={close} />}
      {open === 'approve' && pending !== null && (
        <ApproveDialog environment={environment} pending={pending} onClose={close} />
      )}
    </>
  );
};
