import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { Approval, type Environment, UpdateEnvironmentBody } from '#shared/contract/environment.ts';
import { changedOf } from '../ui/changed-of.ts';
import { FormDialog, useDialogForm } from '../ui/form-dialog.tsx';
import { TextField } from '../ui/form-fields.tsx';
import { notify } from '../ui/notices.tsx';
import { useUpdateEnvironment } from './queries.ts';
import { approvalWords, patternsOf } from './words.ts';

type Values = {
  readonly name: string;
  readonly odooVersion: string;
  readonly url: string;
  readonly approval: Approval;
  readonly branches: string;
  readonly autoDeploy: boolean;
  readonly allowMissingSubmodules: boolean;
};

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

const bodyOf = ({ name, odooVersion, url, branches, ...rest }: Values) => ({
  ...rest,
  name,
  odooVersion: orNull(odooVersion),
  url: orNull(url),
  branches: patternsOf(branches),
});

const fields = ['name', 'odooVersion', 'url', 'approval', 'branches', 'autoDeploy', 'allowMissingSubmodules'];

/** Everything of an environment but its type, which never changes. */
export const EditEnvironmentDialog = ({ environment }: { readonly environment: Environment }): ReactNode => {
  const update = useUpdateEnvironment(environment);
  const initial: Values = {
    name: environment.name,
    odooVersion: environment.odooVersion ?? '',
    url: environment.url ?? '',
    approval: environment.approval,
    branches: environment.branches.join(', '),
    autoDeploy: environment.autoDeploy,
    allowMissingSubmodules: environment.allowMissingSubmodules,
  };
  const form = useDialogForm(
    UpdateEnvironmentBody,
    initial,
    (values) => changedOf(bodyOf(initial), bodyOf(values)),
    async (body) => {
      const params = { projectId: environment.projectId, environmentId: environment.id };
      const { body: saved } = await update({ params, body });
      notify(`${saved.name} was saved.`);
    },
  );
  const { values, set, errorOf } = form;
  const count = patternsOf(values.branches).length;
  return (
    <FormDialog
      title={`Edit ${environment.name}`}
      action="Save"
      form={form}
      fields={[...fields, ...Array.from({ length: count }, (_, index) => `branches/${index}`)]}
    >
      <TextField form={form} name="name" label="Name" autoComplete="off" data-autofocus />
      <TextField
        form={form}
        name="odooVersion"
        label="Odoo version"
        description="A commit with modules of another series is not deployed."
        placeholder="18.0"
      />
      <TextField
        form={form}
        name="url"
        label="URL"
        description="Where Odoo answers, for people. oCore sends nothing there."
        placeholder="https://odoo.acme.example"
      />
      <NativeSelect
        label="Approval"
        description="Before a deployment runs"
        value={values.approval}
        onChange={(event) =>
          set('approval', Approval.options.find((one) => one === event.currentTarget.value) ?? 'none')
        }
        data={Approval.options.map((value) => ({ value, label: approvalWords[value] }))}
        error={errorOf('approval')}
      />
      <TextInput
        label="Allowed branches"
        description="A commit that a person deploys has to be on one of these, such as main or release/*. Empty: on any."
        value={values.branches}
        onChange={(event) => set('branches', event.currentTarget.value)}
        error={errorOf('branches')}
        spellCheck={false}
      />
      <Checkbox
        label="Pushes deploy by themselves"
        checked={values.autoDeploy}
        onChange={(event) => set('autoDeploy', event.currentTarget.checked)}
      />
      <Checkbox
        label="Deploy also if a submodule cannot be fetched"
        checked={values.allowMissingSubmodules}
        onChange={(event) => set('allowMissingSubmodules', event.currentTarget.checked)}
      />
    </FormDialog>
  );
};
