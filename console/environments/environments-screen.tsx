import { Button, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { createEnvironment, listEnvironments, updateEnvironment } from '#shared/contract/endpoints/environments.ts';
import type { Environment } from '#shared/contract/environment.ts';
import type { Project } from '#shared/contract/project.ts';
import { mayDo, useProjectOfTab } from '../projects/project-context.ts';
import { useEnvironments } from '../projects/queries.ts';
import { shellText, useCommandLines } from '../ui/command-lines.tsx';
import { useOpenDialog } from '../ui/dialog-host.tsx';
import { Page } from '../ui/page.tsx';
import { Empty, Loaded } from '../ui/states.tsx';
import { CreateEnvironmentDialog } from './create-environment-dialog.tsx';
import { EnvironmentPanel } from './environment-panel.tsx';

const useLines = (project: Project, environments: readonly Environment[]): void => {
  const params = { projectId: project.id };
  const body = { name: 'Staging', type: 'staging', branch: 'staging' };
  const first = environments[0];
  useCommandLines([
    {
      title: 'List the environments',
      ocore: `ocore environment list ${project.id}`,
      row: listEnvironments,
      params,
    },
    ...(mayDo(project, 'manage:projects')
      ? [
          {
            title: 'Create an environment',
            ocore: `ocore environment create ${project.id} --name Staging --type staging --branch staging`,
            row: createEnvironment,
            params,
            body,
          },
        ]
      : []),
    ...(first !== undefined && mayDo(first, 'manage:projects')
      ? [
          {
            title: `Require an approval for ${first.name}`,
            ocore: `ocore environment update ${project.id} ${shellText(first.id)} --approval required`,
            row: updateEnvironment,
            params: { ...params, environmentId: first.id },
            body: { approval: 'required' },
          },
        ]
      : []),
  ]);
};

/** The environments of a project: what each is, who approves, what may be deployed, and how its runner is installed. */
export const Component = (): ReactNode => {
  const { project } = useProjectOfTab();
  const read = useEnvironments(project.id);
  const open = useOpenDialog();
  const mayManage = mayDo(project, 'manage:projects');
  useLines(project, read.data?.body.environments ?? []);
  const create = mayManage && (
    <Button onClick={() => open(<CreateEnvironmentDialog project={project} />)} aria-haspopup="dialog">
      Create Environment
    </Button>
  );
  return (
    <Page title="Environments" titles={['Environments', project.name]} order={2} actions={create}>
      <Loaded read={read} what="the environments">
        {({ body: { environments } }) =>
          environments.length === 0 ? (
            <Empty title="No environment yet">
              Each environment is an Odoo with its database: Production for the branch main, Staging for the branch
              staging, for instance.
              {mayManage ? '' : ' Somebody who manages the project can create them.'}
            </Empty>
          ) : (
            <Stack gap="md">
              {environments.map((environment) => (
                <EnvironmentPanel key={environment.id} environment={environment} />
              ))}
            </Stack>
          )
        }
      </Loaded>
    </Page>
  );
};
