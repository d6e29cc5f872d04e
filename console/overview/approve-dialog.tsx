import { Alert, List, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Deployment } from '#shared/contract/deployment.ts';
import type { DeploymentSummary, Environment } from '#shared/contract/environment.ts';
import { Commit } from '../ui/commit.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { OutsideLink } from '../ui/link.tsx';
import { notify } from '../ui/notices.tsx';
import { Loaded } from '../ui/states.tsx';
import { useApprove, useDeployment } from './queries.ts';

const Plan = ({ plan }: { readonly plan: Deployment['changePlan'] }): ReactNode => {
  if (plan === null) {
    return (
      <Text size="sm" c="dimmed">
        The runner makes the change plan when it takes the deployment. The comparison shows what changes.
      </Text>
    );
  }
  return (
    <List size="sm">
      <List.Item>
        {plan.modules.length === 0 ? 'No module changes.' : `Modules that change: ${plan.modules.join(', ')}`}
      </List.Item>
      {plan.versionBumps.map(({ module, from, to }) => (
        <List.Item key={module}>
          {module}: version {from} becomes {to}
        </List.Item>
      ))}
      {plan.requirementsChanged && <List.Item>The Python requirements change.</List.Item>}
      {plan.warnings.map((warning) => (
        <List.Item key={warning}>{warning}</List.Item>
      ))}
    </List>
  );
};

const Question = ({
  environment,
  deployment,
  onClose,
}: {
  readonly environment: Environment;
  readonly deployment: Deployment;
  readonly onClose: () => void;
}): ReactNode => {
  const approve = useApprove();
  const { id, projectId, commitSha, compareUrl } = deployment;
  const confirm = async (): Promise<void> => {
    // The commit that was on the screen, and no other one, whatever was pushed meanwhile.
    await approve({ params: { projectId, deploymentId: id }, body: commitSha === null ? {} : { commitSha } });
    notify(`The deployment to ${environment.name} is approved.`);
  };
  return (
    <ConfirmDialog
      title={`Approve the deployment to ${environment.name}`}
      action="Approve"
      opened
      onClose={onClose}
      onConfirm={confirm}
    >
      <Commit sha={commitSha} url={deployment.commitUrl} message={deployment.commitMessage} />
      <Text size="sm" c="dimmed" className="text-of-others">
        {deployment.commitAuthor === null ? '' : `By ${deployment.commitAuthor}. `}Requested by{' '}
        {deployment.triggeredByName ?? deployment.triggeredBy}.
      </Text>
      {compareUrl !== null && (
        <OutsideLink href={compareUrl} size="sm">
          Compare with what stands there now
        </OutsideLink>
      )}
      <Plan plan={deployment.changePlan} />
      {environment.paused !== null && (
        <Alert color="yellow" variant="light" title="The environment is paused">
          The approved deployment waits for the end of the pause.
        </Alert>
      )}
    </ConfirmDialog>
  );
};

/** Shows the commit and its change plan, and approves exactly that. */
export const ApproveDialog = ({
  environment,
  pending,
  onClose,
}: {
  readonly environment: Environment;
  readonly pending: DeploymentSummary;
  readonly onClose: () => void;
}): ReactNode => {
  const read = useDeployment(environment.projectId, pending.id);
  if (read.data !== undefined) {
    return <Question environment={environment} deployment={read.data.body} onClose={onClose} />;
  }
  return (
    <Dialog onClose={onClose} title={`Approve the deployment to ${environment.name}`}>
      <Stack>
        <Loaded read={read} what="the deployment">
          {() => null}
        </Loaded>
      </Stack>
    </Dialog>
  );
};
