import { NativeSelect, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { type Deployment, PromoteBody } from '#shared/contract/deployment.ts';
import type { Environment } from '#shared/contract/environment.ts';
import type { Project } from '#shared/contract/project.ts';
import { mayDo } from '../projects/project-context.ts';
import { Commit } from '../ui/commit.tsx';
import { FormDialog, useDialogForm } from '../ui/form-dialog.tsx';
import { notify } from '../ui/notices.tsx';
import { statusWords, typeWords } from '../ui/status.tsx';
import { usePromote } from './queries.ts';
import { UpdateFields, type UpdateValues, updateDefaults, updateOf } from './update-fields.tsx';

const order = ['development', 'staging', 'production'] as const;

/** The stage behind the present one is what is promoted to most often. */
const nextOf = (from: Environment, others: readonly Environment[]): Environment | undefined =>
  others.find(({ type }) => order.indexOf(type) === order.indexOf(from.type) + 1) ?? others[0];

/** Deploys the commit that stands in one environment to another. */
export const PromoteDialog = ({
  project,
  environment,
  others,
  current,
}: {
  readonly project: Project;
  readonly environment: Environment;
  readonly others: readonly Environment[];
  readonly current: Pick<Deployment, 'id' | 'commitSha' | 'commitUrl' | 'commitMessage'>;
}): ReactNode => {
  const promote = usePromote();
  const initial: UpdateValues & { readonly environmentId: string } = {
    ...updateDefaults,
    environmentId: nextOf(environment, others)?.id ?? '',
  };
  const form = useDialogForm(
    PromoteBody,
    initial,
    (values) => ({
      environmentId: values.environmentId,
      update: updateOf(values),
      ignoreSeries: values.ignoreSeries,
      force: values.force,
    }),
    async (body) => {
      const params = { projectId: project.id, deploymentId: current.id };
      const { body: made } = await promote({ params, body });
      notify(`The promotion to ${made.environmentName}: ${statusWords(made.status, made.waitsFor).toLowerCase()}.`);
    },
  );
  return (
    <FormDialog
      title={`Promote from ${environment.name}`}
      action="Promote"
      form={form}
      fields={['environmentId', 'update', 'update/0']}
    >
      <Text size="sm">Exactly this commit is deployed to the other environment, and nothing newer:</Text>
      <Commit sha={current.commitSha} url={current.commitUrl} message={current.commitMessage} />
      <NativeSelect
        label="To"
        value={form.values.environmentId}
        onChange={(event) => form.set('environmentId', event.currentTarget.value)}
        data={others.map(({ id, name, type }) => ({ value: id, label: `${name} (${typeWords[type]})` }))}
        error={form.errorOf('environmentId')}
        data-autofocus
      />
      <UpdateFields
        values={form.values}
        onChange={form.patch}
        errorOf={form.errorOf}
        mayForce={mayDo(project, 'manage:projects')}
      />
    </FormDialog>
  );
};
