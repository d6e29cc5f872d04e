import { Button, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import type { BranchMapping } from '#shared/contract/branch-mapping.ts';
import {
  createBranchMapping,
  listBranchMappings,
  orderBranchMappings,
} from '#shared/contract/endpoints/branch-mappings.ts';
import { simulatePush } from '#shared/contract/endpoints/deliveries.ts';
import type { Environment } from '#shared/contract/environment.ts';
import type { Project } from '#shared/contract/project.ts';
import { mayDo, useProjectOfTab } from '../projects/project-context.ts';
import { useEnvironments } from '../projects/queries.ts';
import { type CommandLine, shellText, useCommandLines } from '../ui/command-lines.tsx';
import { useOpenDialog } from '../ui/dialog-host.tsx';
import { AppLink } from '../ui/link.tsx';
import { Page } from '../ui/page.tsx';
import { Empty, Loaded, SideRead, shownOf } from '../ui/states.tsx';
import { AddMappingDialog } from './add-mapping-dialog.tsx';
import { MappingTable } from './mapping-table.tsx';
import { useMappings } from './queries.ts';
import { Simulation } from './simulation.tsx';

const addLines = ({ id }: Project, environment: Environment): readonly CommandLine[] => [
  {
    title: 'Map a branch',
    ocore: `ocore mapping add ${id} --branch ${shellText('release/*')} --environment ${environment.id}`,
    row: createBranchMapping,
    params: { projectId: id },
    body: { branchPattern: 'release/*', environmentId: environment.id },
  },
];

const orderLines = ({ id }: Project, mappings: readonly BranchMapping[]): readonly CommandLine[] => [
  {
    title: 'Put them into another order',
    ocore: `ocore mapping order ${id} ${mappings.map((mapping) => mapping.id).join(' ')}`,
    row: orderBranchMappings,
    params: { projectId: id },
    body: { order: mappings.map((mapping) => mapping.id) },
  },
];

const useLines = (project: Project, environments: readonly Environment[], mappings: readonly BranchMapping[]): void => {
  const params = { projectId: project.id };
  const [environment] = environments;
  const mayManage = mayDo(project, 'manage:projects');
  useCommandLines([
    { title: 'List the mappings', ocore: `ocore mapping list ${project.id}`, row: listBranchMappings, params },
    ...(mayManage && environment !== undefined ? addLines(project, environment) : []),
    ...(mayManage && mappings.length > 1 ? orderLines(project, [...mappings].reverse()) : []),
    {
      title: 'What would a push deploy?',
      ocore: `ocore mapping simulate ${project.id} --branch main`,
      row: simulatePush,
      params,
      body: { event: 'push', branch: 'main' },
    },
  ]);
};

const NoMapping = ({
  projectId,
  hasNoEnvironment,
}: {
  readonly projectId: string;
  readonly hasNoEnvironment: boolean;
}) => (
  <Empty title="No branch is mapped yet">
    {hasNoEnvironment ? (
      <>
        A mapping leads a branch to an environment, and there is none yet.{' '}
        <AppLink underline="always" to={`/projects/${projectId}/environments`}>
          Create one
        </AppLink>
      </>
    ) : (
      'A mapping says which branch deploys to which environment, and when. Until there is one, no push deploys anything.'
    )}
  </Empty>
);

/** The manual's table Branch | Environment | Behavior, in the order in which the mappings are tried. */
export const Component = (): ReactNode => {
  const { project } = useProjectOfTab();
  const read = useMappings(project.id);
  const readEnvironments = useEnvironments(project.id);
  const known = shownOf(readEnvironments)?.body.environments;
  const environments = known ?? [];
  const open = useOpenDialog();
  useLines(project, environments, read.data?.body.branchMappings ?? []);
  const mayAdd = mayDo(project, 'manage:projects') && environments.length > 0;
  return (
    <Page
      title="Branches"
      titles={['Branches', project.name]}
      lead="The first mapping that matches a branch decides, from top to bottom."
      order={2}
      actions={
        mayAdd && (
          <Button
            onClick={() => open(<AddMappingDialog project={project} environments={environments} />)}
            aria-haspopup="dialog"
          >
            Add mapping
          </Button>
        )
      }
    >
      <SideRead read={readEnvironments} what="the environments" />
      <Loaded read={read} what="the branch mappings">
        {({ body: { branchMappings }, etag }) => (
          <Stack gap="lg">
            {branchMappings.length === 0 ? (
              <NoMapping projectId={project.id} hasNoEnvironment={known?.length === 0} />
            ) : (
              <MappingTable project={project} environments={environments} mappings={branchMappings} etag={etag} />
            )}
            <Simulation projectId={project.id} />
          </Stack>
        )}
      </Loaded>
    </Page>
  );
};
