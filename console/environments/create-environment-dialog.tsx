import { NativeSelect } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import { CreateEnvironmentBody, EnvironmentType } from '#shared/contract/environment.ts';
import type { Project } from '#shared/contract/project.ts';
import { mayDo } from '../projects/project-context.ts';
import { useRemoteRefs } from '../repository/queries.ts';
import { FormDialog, useDialogForm } from '../ui/form-dialog.tsx';
import { TextField } from '../ui/form-fields.tsx';
import { notify } from '../ui/notices.tsx';
import { typeWords } from '../ui/status.tsx';
import { useCreateEnvironment } from './queries.ts';

type Values = { readonly name: string; readonly type: EnvironmentType; readonly branch: string };

const nothing: Values = { name: '', type: 'development', branch: '' };

/** Name, type and branch, as in the manual. The rest can be set afterwards. */
export const CreateEnvironmentDialog = ({ project }: { readonly project: Project }): ReactNode => {
  const create = useCreateEnvironment();
  const listId = useId();
  const knowsBranches = project.repository?.status === 'connected' && mayDo(project, 'deploy:projects');
  const refs = useRemoteRefs(project.id, knowsBranches).data?.body.refs ?? [];
  const form = useDialogForm(
    CreateEnvironmentBody,
    nothing,
    ({ name, type, branch }) => ({ name, type, branch: branch.trim() === '' ? null : branch.trim() }),
    async (body) => {
      const { body: made } = await create({ params: { projectId: project.id }, body });
      notify(`The environment ${made.name} was created.`);
    },
  );
  return (
    <FormDialog title="New environment" action="Create" form={form} fields={['name', 'type', 'branch']}>
      <TextField form={form} name="name" label="Name" placeholder="Staging" autoComplete="off" data-autofocus />
      <NativeSelect
        label="Type"
        description="It cannot be changed later. Production deploys on merge only, unless its mapping says otherwise."
        value={form.values.type}
        onChange={(event) =>
          form.set('type', EnvironmentType.options.find((type) => type === event.currentTarget.value) ?? 'development')
        }
        data={EnvironmentType.options.map((value) => ({ value, label: typeWords[value] }))}
        error={form.errorOf('type')}
      />
      <TextField
        form={form}
        name="branch"
        label="Branch"
        description="Pushes to it deploy here. It may stay empty: the tab Branches maps more."
        placeholder="staging"
        list={listId}
        autoComplete="off"
        spellCheck={false}
      />
      <datalist id={listId}>
        {refs
          .filter(({ type }) => type === 'branch')
          .map(({ name }) => (
            <option key={name} value={name} />
          ))}
      </datalist>
    </FormDialog>
  );
};
