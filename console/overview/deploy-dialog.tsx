import { Group, Radio, Text, TextInput } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import { DeployBody } from '#shared/contract/deployment.ts';
import type { Environment } from '#shared/contract/environment.ts';
import type { Project } from '#shared/contract/project.ts';
import { UpdateFields, type UpdateValues, updateDefaults, updateOf } from '../deployments/update-fields.tsx';
import { mayDo } from '../projects/project-context.ts';
import { useRemoteRefs } from '../repository/queries.ts';
import type { Form } from '../ui/form.ts';
import { FormDialog, useDialogForm } from '../ui/form-dialog.tsx';
import { notify } from '../ui/notices.tsx';
import { statusWords } from '../ui/status.tsx';
import { useDeploy } from './queries.ts';
import { usualBranch } from './usual-branch.ts';

type Kind = 'branch' | 'tag' | 'commitSha';
type Values = UpdateValues & { readonly kind: Kind; readonly ref: string };

const kinds: readonly { readonly value: Kind; readonly label: string; readonly hint: string }[] = [
  { value: 'branch', label: 'Branch', hint: 'Its newest commit is deployed.' },
  { value: 'tag', label: 'Tag', hint: 'The commit that it marks is deployed.' },
  { value: 'commitSha', label: 'Commit', hint: 'All of it, or at least the first 7 digits.' },
];

const RefField = ({ projectId, form }: { readonly projectId: string; readonly form: Form<Values> }): ReactNode => {
  const listId = useId();
  const { kind, ref } = form.values;
  const refs = useRemoteRefs(projectId, kind !== 'commitSha').data?.body.refs ?? [];
  const chosen = kinds.find(({ value }) => value === kind);
  return (
    <>
      <Radio.Group
        label="What"
        value={kind}
        onChange={(value) => form.set('kind', kinds.find((one) => one.value === value)?.value ?? 'branch')}
      >
        <Group mt="xs">
          {kinds.map(({ value, label }) => (
            <Radio key={value} value={value} label={label} />
          ))}
        </Group>
      </Radio.Group>
      <TextInput
        label={kind === 'commitSha' ? 'Id of the commit' : `Name of the ${kind}`}
        description={chosen?.hint}
        value={ref}
        onChange={(event) => form.set('ref', event.currentTarget.value)}
        error={form.errorOf(kind)}
        list={listId}
        autoComplete="off"
        data-autofocus
      />
      <datalist id={listId}>
        {refs
          .filter(({ type }) => type === kind)
          .map(({ name }) => (
            <option key={name} value={name} />
          ))}
      </datalist>
    </>
  );
};

/** Deploys a branch, a tag or a commit to an environment by hand. */
export const DeployDialog = ({
  project,
  environment,
}: {
  readonly project: Project;
  readonly environment: Environment;
}): ReactNode => {
  const deploy = useDeploy();
  const initial: Values = { ...updateDefaults, kind: 'branch', ref: usualBranch(environment) };
  const form = useDialogForm(
    DeployBody,
    initial,
    (values) => ({
      [values.kind]: values.ref.trim(),
      environmentId: environment.id,
      update: updateOf(values),
      ignoreSeries: values.ignoreSeries,
      force: values.force,
    }),
    async (body) => {
      const { body: made } = await deploy({ params: { projectId: project.id }, body });
      notify(`The deployment to ${environment.name}: ${statusWords(made.status, made.waitsFor).toLowerCase()}.`);
    },
  );
  return (
    <FormDialog
      title={`Deploy to ${environment.name}`}
      action="Start deployment"
      form={form}
      fields={['branch', 'tag', 'commitSha', 'update', 'update/0']}
    >
      {environment.paused !== null && (
        <Text size="sm">The environment is paused. What is deployed by hand runs all the same.</Text>
      )}
      <RefField projectId={project.id} form={form} />
      <UpdateFields
        values={form.values}
        onChange={form.patch}
        errorOf={form.errorOf}
        mayForce={mayDo(project, 'manage:projects')}
      />
    </FormDialog>
  );
};
