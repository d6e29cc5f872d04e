import { Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import {
  archiveProject,
  cloneProject,
  deleteProject,
  unarchiveProject,
  updateProject,
} from '#shared/contract/endpoints/projects.ts';
import type { Project } from '#shared/contract/project.ts';
import { mayDo, useProjectOfTab } from '../projects/project-context.ts';
import { type CommandLine, shellText, useCommandLines } from '../ui/command-lines.tsx';
import { Page } from '../ui/page.tsx';
import { NoPermission } from '../ui/states.tsx';
import { ArchiveCard } from './archive-card.tsx';
import { CloneCard } from './clone-card.tsx';
import { DeleteCard } from './delete-card.tsx';
import { GeneralForm } from './general-form.tsx';

const linesOf = ({ id, name, archivedAt }: Project): readonly CommandLine[] => {
  const params = { projectId: id };
  const copy = `${name} (copy)`;
  return [
    {
      title: 'Change the name',
      ocore: `ocore project update ${id} --name ${shellText(name)}`,
      row: updateProject,
      params,
      body: { name },
    },
    archivedAt === null
      ? { title: 'Archive it', ocore: `ocore project archive ${id}`, row: archiveProject, params }
      : { title: 'Bring it back', ocore: `ocore project unarchive ${id}`, row: unarchiveProject, params },
    {
      title: 'Clone it',
      ocore: `ocore project clone ${id} --name ${shellText(copy)}`,
      row: cloneProject,
      params,
      body: { name: copy },
    },
    { title: 'Delete it for good', ocore: `ocore project delete ${id}`, row: deleteProject, params },
  ];
};

/** The settings of a project, for those who manage it. */
export const Component = (): ReactNode => {
  const { project, etag } = useProjectOfTab();
  const mayManage = mayDo(project, 'manage:projects');
  useCommandLines(mayManage ? linesOf(project) : []);
  return (
    <Page title="Settings" titles={['Settings', project.name]} order={2}>
      {mayManage ? (
        <Stack gap="lg">
          <GeneralForm project={project} />
          <ArchiveCard project={project} etag={etag} />
          <CloneCard project={project} />
          <DeleteCard project={project} />
        </Stack>
      ) : (
        <NoPermission what="the settings of this project" permission="manage:projects" />
      )}
    </Page>
  );
};
