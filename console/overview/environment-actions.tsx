import { Button, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Environment } from '#shared/contract/environment.ts';
import type { Project } from '#shared/contract/project.ts';
import { ApproveDialog } from '../deployments/approve-dialog.tsx';
import { PromoteDialog } from '../deployments/promote-dialog.tsx';
import { PauseDialog, ResumeDialog } from '../environments/pause-dialogs.tsx';
import { mayDo } from '../projects/project-context.ts';
import { useOpenDialog } from '../ui/dialog-host.tsx';
import { DeployDialog } from './deploy-dialog.tsx';
import { RollBackDialog } from './roll-back-dialog.tsx';

type Of = {
  readonly project: Project;
  readonly environment: Environment;
  /** The other environments of the project. */
  readonly others: readonly Environment[];
};
type Action = { readonly words: string; readonly dialog: ReactNode; readonly isUrgent?: true };

/** What the caller may do with the environment as it is now: its own permissions decide, and those of what is promoted to. */
const actionsOf = ({ project, environment, others }: Of): readonly Action[] => {
  const { pending, current, paused } = environment;
  const isLive = project.archivedAt === null;
  const mayDeploy = isLive && mayDo(environment, 'deploy:projects');
  const mayApprove = isLive && mayDo(environment, 'manage:projects');
  const isConnected = project.repository !== null;
  const targets = others.filter((other) => mayDo(other, 'deploy:projects'));
  const actions: Action[] = [];
  const add = (words: string, dialog: ReactNode): void => {
    actions.push({ words, dialog });
  };
  if (mayApprove && pending?.waitsFor.includes('approval') === true) {
    actions.push({
      words: 'Approve',
      dialog: <ApproveDialog environment={environment} pending={pending} />,
      isUrgent: true,
    });
  }
  if (mayDeploy && isConnected) add('Deploy', <DeployDialog project={project} environment={environment} />);
  if (mayDeploy && isConnected && current !== null && targets.length > 0) {
    add('Promote', <PromoteDialog project={project} environment={environment} others={targets} current={current} />);
  }
  if (mayDeploy && isConnected && current !== null) add('Roll back…', <RollBackDialog environment={environment} />);
  if (mayDeploy) {
    if (paused === null) add('Pause', <PauseDialog environment={environment} />);
    else add('Resume', <ResumeDialog environment={environment} />);
  }
  return actions;
};

/** The actions of an environment, each with its dialog. */
export const EnvironmentActions = (of: Of): ReactNode => {
  const open = useOpenDialog();
  return (
    <Group gap="xs">
      {actionsOf(of).map(({ words, dialog, isUrgent }) => (
        <Button
          key={words}
          size="xs"
          variant={isUrgent === true ? 'filled' : 'default'}
          onClick={() => open(dialog)}
          aria-haspopup="dialog"
        >
          {words}
        </Button>
      ))}
    </Group>
  );
};
