import { Alert, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Deployment } from '#shared/contract/deployment.ts';
import type { Environment } from '#shared/contract/environment.ts';
import { Commit } from '../ui/commit.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { OutsideLink } from '../ui/link.tsx';
import { notify } from '../ui/notices.tsx';
import { Loaded } from '../ui/states.tsx';
import { ChangePlan } from './change-plan.tsx';
import { useApprove, useDeployment } from './queries.ts';

const Question = ({
  environment,
  deployment,
}: {
  readonly environment: Environment;
  readonly deployment: Deployment;
}): ReactNode => {
  const approve = useApprove();
  const { id, projectId, commitSha, compareUrl } = deployment;
  const confirm = async (): Promise<void> => {
    // The commit that was on the screen, and no other one, whatever was pushed meanwhile.
    await approve({ params: { projectId, deploymentId: id }, body: commitSha === null ? {} : { commitSha } });
    notify(`The deployment to ${environment.name} is approved.`);
  };
  return (
    <ConfirmDialog title={`Approve the deployment to ${environment.name}`} action="Approve" onConfirm={confirm}>
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
      <ChangePlan deployment={deployment} />
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
}: {
  readonly environment: Environment;
  readonly pending: { readonly id: string };
}): ReactNode => {
  const read = useDeployment(environment.projectId, pending.id);
  if (read.data !== undefined) {
    return <Question environment={environment} deployment={read.data.body} />;
  }
  return (
    <Dialog title={`Approve the deployment to ${environment.name}`}>
      <Stack>
        <Loaded read={read} what="the deployment">
          {() => null}
        </Loaded>
      </Stack>
    </Dialog>
  );
};
