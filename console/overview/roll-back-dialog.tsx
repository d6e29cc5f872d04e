import { Alert, NativeSelect, Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Deployment } from '#shared/contract/deployment.ts';
import type { Environment } from '#shared/contract/environment.ts';
import { useRedeploy } from '../deployments/queries.ts';
import { Commit, shortSha } from '../ui/commit.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { notify } from '../ui/notices.tsx';
import { Loaded } from '../ui/states.tsx';
import { statusWords } from '../ui/status.tsx';
import { exactTime } from '../ui/times.ts';
import { useSuccesses } from './queries.ts';

const labelOf = ({ commitSha, commitMessage, completedAt, createdAt }: Deployment): string =>
  `${exactTime(completedAt ?? createdAt)} · ${commitSha === null ? 'unknown commit' : shortSha(commitSha)} ${commitMessage?.split('\n')[0]?.slice(0, 60) ?? ''}`;

const Choice = ({
  environment,
  successes,
}: {
  readonly environment: Environment;
  readonly successes: readonly Deployment[];
}): ReactNode => {
  const redeploy = useRedeploy();
  const [chosen, choose] = useState(successes[0]?.id ?? '');
  const target = successes.find(({ id }) => id === chosen);
  const rollBack = async (): Promise<void> => {
    const params = { projectId: environment.projectId, deploymentId: chosen };
    const { body } = await redeploy({ params, body: {} });
    notify(`The roll back of ${environment.name}: ${statusWords(body.status, body.waitsFor).toLowerCase()}.`);
  };
  return (
    <ConfirmDialog title={`Roll back ${environment.name}`} action="Roll back" onConfirm={rollBack}>
      <NativeSelect
        label="To"
        value={chosen}
        onChange={(event) => choose(event.currentTarget.value)}
        data={successes.map((one) => ({ value: one.id, label: labelOf(one) }))}
        data-autofocus
      />
      {target !== undefined && <Commit sha={target.commitSha} url={target.commitUrl} message={target.commitMessage} />}
      <Alert color="yellow" variant="light" title="What happens">
        The commit is deployed again. Because it is older, the environment is paused afterwards: no push replaces it
        until somebody resumes it. The database keeps its data; only the code goes back.
      </Alert>
    </ConfirmDialog>
  );
};

/** Deploys again what has stood in an environment before; the last other success is chosen. */
export const RollBackDialog = ({ environment }: { readonly environment: Environment }): ReactNode => {
  const read = useSuccesses(environment.projectId, environment.id);
  const others = read.data?.body.deployments.filter(({ commitSha }) => commitSha !== environment.current?.commitSha);
  if (others !== undefined && others.length > 0) {
    return <Choice environment={environment} successes={others} />;
  }
  return (
    <Dialog title={`Roll back ${environment.name}`}>
      <Loaded read={read} what="the earlier deployments">
        {() => (
          <Stack>
            <Text size="sm">No other commit has succeeded here, so there is nothing to go back to.</Text>
          </Stack>
        )}
      </Loaded>
    </Dialog>
  );
};
