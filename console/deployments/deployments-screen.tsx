import type { ReactNode } from 'react';
import { listDeployments } from '#shared/contract/endpoints/deployments.ts';
import type { Project } from '#shared/contract/project.ts';
import { useProjectOfTab } from '../projects/project-context.ts';
import { useEnvironments } from '../projects/queries.ts';
import { shellText, useCommandLines } from '../ui/command-lines.tsx';
import { Page } from '../ui/page.tsx';
import { Empty, Loaded, SideRead, shownOf } from '../ui/states.tsx';
import { DeploymentList } from './deployment-list.tsx';
import { type Filter, useFilter } from './filter.ts';
import { FilterFields } from './filter-fields.tsx';
import { useHistory } from './use-history.ts';

/** The options of the command, in its own order. */
const optionsOf = (filter: Filter): string =>
  Object.entries(filter)
    .map(([name, value]) => ` --${name === 'environmentId' ? 'environment' : name} ${shellText(String(value))}`)
    .join('');

const useLines = ({ id }: Project, filter: Filter): void =>
  useCommandLines([
    {
      title: 'List the deployments',
      ocore: `ocore deployment list ${id}${optionsOf(filter)}`,
      row: listDeployments,
      params: { projectId: id },
      query: Object.fromEntries(Object.entries(filter).map(([name, value]) => [name, String(value)])),
    },
  ]);

const NoDeployment = ({
  isFiltered,
  hasNoEnvironment,
}: {
  readonly isFiltered: boolean;
  readonly hasNoEnvironment: boolean;
}): ReactNode =>
  isFiltered ? (
    <Empty title="No deployment matches">Change or clear the filters above.</Empty>
  ) : (
    <Empty title="No deployment yet">
      {hasNoEnvironment
        ? 'A push deploys once the project has a repository, an environment, and a branch that leads to it.'
        : 'Push to a branch that leads to an environment, or deploy by hand from the overview.'}
    </Empty>
  );

/** The deployments of a project, newest first, with the filters that the API has. */
export const Component = (): ReactNode => {
  const { project } = useProjectOfTab();
  const fields = useFilter();
  const { newest, history, older } = useHistory(project.id, fields.filter);
  const readEnvironments = useEnvironments(project.id);
  const environments = shownOf(readEnvironments)?.body.environments;
  useLines(project, fields.filter);
  return (
    <Page title="Deployments" titles={['Deployments', project.name]} order={2}>
      <FilterFields environments={environments ?? []} fields={fields} />
      <SideRead read={readEnvironments} what="the environments" />
      <Loaded read={newest} what="the deployments">
        {({ body }) => {
          const { deployments, nextCursor } = history ?? body;
          return deployments.length === 0 && nextCursor === null ? (
            <NoDeployment isFiltered={fields.isSet} hasNoEnvironment={environments?.length === 0} />
          ) : (
            <DeploymentList deployments={deployments} hasMore={nextCursor !== null} older={older} />
          );
        }}
      </Loaded>
    </Page>
  );
};
