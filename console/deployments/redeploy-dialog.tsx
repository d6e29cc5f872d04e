import { Alert } from '@mantine/core';
import type { ReactNode } from 'react';
import { type Deployment, RedeployBody } from '#shared/contract/deployment.ts';
import type { Environment } from '#shared/contract/environment.ts';
import { Commit } from '../ui/commit.tsx';
import { FormDialog, useDialogForm } from '../ui/form-dialog.tsx';
import { useGo } from '../ui/link.tsx';
import { notify } from '../ui/notices.tsx';
import { statusWords } from '../ui/status.tsx';
import { useRedeploy } from './queries.ts';
import { UpdateFields, updateDefaults, updateOf } from './update-fields.tsx';

/** Deploys the commit of an ended deployment again, and then shows the new deployment. */
export const RedeployDialog = ({
  deployment,
  environment,
}: {
  readonly deployment: Deployment;
  readonly environment: Environment | undefined;
}): ReactNode => {
  const redeploy = useRedeploy();
  const go = useGo();
  const { id, projectId, environmentName, commitSha } = deployment;
  const current = environment?.current ?? null;
  const isOther = current !== null && current.commitSha !== commitSha;
  const form = useDialogForm(
    RedeployBody,
    { ...updateDefaults, ignoreSeries: deployment.ignoreSeries },
    (values) => ({ update: updateOf(values), ignoreSeries: values.ignoreSeries }),
    async (body) => {
      const { body: made } = await redeploy({ params: { projectId, deploymentId: id }, body });
      notify(`The deployment to ${environmentName}: ${statusWords(made.status, made.waitsFor).toLowerCase()}.`);
      go(`/projects/${projectId}/deployments/${made.id}`);
    },
  );
  return (
    <FormDialog title={`Redeploy to ${environmentName}`} action="Redeploy" form={form} fields={['update', 'update/0']}>
      <Commit sha={commitSha} url={deployment.commitUrl} message={deployment.commitMessage} />
      {isOther && (
        <Alert color="yellow" variant="light" title="Another commit stands there now">
          If this one is older, the environment is paused afterwards: no push replaces it until somebody resumes it. The
          database keeps its data; only the code goes back.
        </Alert>
      )}
      <UpdateFields values={form.values} onChange={form.patch} errorOf={form.errorOf} mayForce={false} />
    </FormDialog>
  );
};
