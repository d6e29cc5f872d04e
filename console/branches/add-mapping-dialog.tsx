import { NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { CreateBranchMappingBody } from '#shared/contract/branch-mapping.ts';
import type { Environment } from '#shared/contract/environment.ts';
import type { Project } from '#shared/contract/project.ts';
import { FormDialog, useDialogForm } from '../ui/form-dialog.tsx';
import { notify } from '../ui/notices.tsx';
import { MappingFields, type MappingValues, mappingBody, shownFields, usualTrigger } from './mapping-fields.tsx';
import { useCreateMapping } from './queries.ts';

/** Maps a branch, or tags, to an environment. A new mapping is tried last. */
export const AddMappingDialog = ({
  project,
  environments,
}: {
  readonly project: Project;
  readonly environments: readonly Environment[];
}): ReactNode => {
  const create = useCreateMapping();
  const initial: MappingValues = {
    branchPattern: '',
    refType: 'branch',
    environmentId: environments[0]?.id ?? '',
    trigger: usualTrigger(environments[0]),
    autoDeploy: true,
    paths: '',
  };
  const form = useDialogForm(
    CreateBranchMappingBody,
    initial,
    (values) => ({ ...mappingBody(values), refType: values.refType }),
    async (body) => {
      const { body: made } = await create({ params: { projectId: project.id }, body });
      notify(`${made.branchPattern} deploys to ${made.environmentName}.`);
    },
  );
  return (
    <FormDialog title="Add a mapping" action="Add" form={form} fields={shownFields(form.values)}>
      <NativeSelect
        label="What"
        value={form.values.refType}
        onChange={(event) => form.set('refType', event.currentTarget.value === 'tag' ? 'tag' : 'branch')}
        data={[
          { value: 'branch', label: 'Branches' },
          { value: 'tag', label: 'Tags' },
        ]}
      />
      <MappingFields project={project} environments={environments} form={form} />
    </FormDialog>
  );
};
