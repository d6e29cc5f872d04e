import type { ReactNode } from 'react';
import { type BranchMapping, UpdateBranchMappingBody } from '#shared/contract/branch-mapping.ts';
import type { Environment } from '#shared/contract/environment.ts';
import type { Project } from '#shared/contract/project.ts';
import { changedOf } from '../ui/changed-of.ts';
import { FormDialog, useDialogForm } from '../ui/form-dialog.tsx';
import { notify } from '../ui/notices.tsx';
import { MappingFields, type MappingValues, mappingBody, shownFields } from './mapping-fields.tsx';
import { useUpdateMapping } from './queries.ts';

/** Everything of a mapping but whether it is for branches or tags, which never changes. */
export const EditMappingDialog = ({
  project,
  environments,
  mapping,
}: {
  readonly project: Project;
  readonly environments: readonly Environment[];
  readonly mapping: BranchMapping;
}): ReactNode => {
  const update = useUpdateMapping(project.id, mapping);
  const initial: MappingValues = { ...mapping, paths: mapping.paths.join('\n') };
  const form = useDialogForm(
    UpdateBranchMappingBody,
    initial,
    (values) => changedOf(mappingBody(initial), mappingBody(values)),
    async (body) => {
      const { body: saved } = await update({ params: { projectId: project.id, mappingId: mapping.id }, body });
      notify(`The mapping of ${saved.branchPattern} was saved.`);
    },
  );
  return (
    <FormDialog
      title={`Edit the mapping of ${mapping.branchPattern}`}
      action="Save"
      form={form}
      fields={shownFields(form.values)}
    >
      <MappingFields
        project={project}
        environments={environments}
        own={{ value: mapping.environmentId, label: mapping.environmentName }}
        form={form}
      />
    </FormDialog>
  );
};
