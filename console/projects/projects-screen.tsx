import { Button, Group, Loader, SegmentedControl, Stack, Text, TextInput, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { createProject, listProjects } from '#shared/contract/endpoints/projects.ts';
import type { Project } from '#shared/contract/project.ts';
import { useMay } from '../api/use-me.ts';
import { type CommandLine, curlLine, shellText, useCommandLines } from '../ui/command-lines.tsx';
import { CopyText } from '../ui/copy-button.tsx';
import { useOpenDialog } from '../ui/dialog-host.tsx';
import { Page } from '../ui/page.tsx';
import { Empty, Loaded } from '../ui/states.tsx';
import { CreateProjectDialog } from './create-project-dialog.tsx';
import { ProjectList } from './project-list.tsx';
import { listFilters, useProjects } from './queries.ts';
import { useProjectSearch } from './use-project-search.ts';

const listLine = (search: string, withArchived: boolean): CommandLine => ({
  title: 'List the projects',
  ocore: `ocore project list${search === '' ? '' : ` --query ${shellText(search)}`}${withArchived ? ' --include-archived' : ''}`,
  row: listProjects,
  query: listFilters(search, withArchived),
});
const createLine = {
  title: 'Create a project',
  ocore: 'ocore project create --name "Odoo ERP Customizations"',
  row: createProject,
  body: { name: 'Odoo ERP Customizations' },
};

const NoProjects = ({
  mayCreate,
  onCreate,
}: {
  readonly mayCreate: boolean;
  readonly onCreate: () => void;
}): ReactNode => {
  const [search] = useSearchParams();
  if (!mayCreate) {
    return (
      <Empty title="There is nothing to see yet">
        No project is shown to you. Somebody who manages one can grant you a view of it, on its tab Access.
      </Empty>
    );
  }
  return (
    <Empty
      title="Create your first project"
      action={
        <Button onClick={onCreate} aria-haspopup="dialog">
          Create Project
        </Button>
      }
    >
      <Stack gap="md">
        <Text size="sm">
          A project is a Git repository with the environments that it deploys to: a push to a branch updates the Odoo
          that the branch belongs to.
        </Text>
        <CopyText label="With the command line" text={createLine.ocore} />
        <CopyText label="With curl" text={curlLine(createLine, search.get('org'))} />
      </Stack>
    </Empty>
  );
};

/** The projects of the organisation that the caller may see. */
export const Component = (): ReactNode => {
  const { typed, type, wanted, isArchive, showArchive } = useProjectSearch();
  const open = useOpenDialog();
  const read = useProjects(wanted, isArchive);
  const mayCreate = useMay('manage:projects');
  useCommandLines([listLine(wanted, isArchive), ...(mayCreate ? [createLine] : [])]);

  const create = (): void => open(<CreateProjectDialog />);
  const shown = (projects: readonly Project[]): readonly Project[] =>
    projects.filter(({ archivedAt }) => (archivedAt !== null) === isArchive);
  return (
    <Page
      title="Projects"
      actions={
        mayCreate && (
          <Button onClick={create} aria-haspopup="dialog">
            Create Project
          </Button>
        )
      }
    >
      <Group gap="sm" className="filters">
        <TextInput
          aria-label="Search"
          placeholder="Search"
          value={typed}
          onChange={(event) => type(event.currentTarget.value)}
          maxLength={120}
          rightSection={read.isFetching && wanted !== '' ? <Loader size="xs" aria-hidden /> : null}
        />
        <SegmentedControl
          aria-label="Which projects"
          value={isArchive ? 'archived' : 'active'}
          onChange={(value) => showArchive(value === 'archived')}
          data={[
            { value: 'active', label: 'Active' },
            { value: 'archived', label: 'Archived' },
          ]}
        />
      </Group>
      <Loaded read={read} what="the projects">
        {({ pages }) => {
          const projects = shown(pages.flatMap(({ body }) => body.projects));
          return (
            <>
              <VisuallyHidden role="status">{`${projects.length} shown`}</VisuallyHidden>
              {projects.length > 0 ? (
                <ProjectList
                  projects={projects}
                  search={wanted}
                  withArchived={isArchive}
                  hasMore={read.hasNextPage}
                  isLoadingMore={read.isFetchingNextPage}
                  onMore={() => read.fetchNextPage()}
                />
              ) : read.hasNextPage ? (
                <Button variant="default" onClick={() => read.fetchNextPage()} loading={read.isFetchingNextPage}>
                  Search the older ones
                </Button>
              ) : wanted !== '' ? (
                <Empty title={`No project has "${wanted}" in its name`}>
                  Look under {isArchive ? 'Active' : 'Archived'}, too.
                </Empty>
              ) : isArchive ? (
                <Empty title="Nothing is archived">An archived project keeps everything, and deploys nothing.</Empty>
              ) : (
                <NoProjects mayCreate={mayCreate} onCreate={create} />
              )}
            </>
          );
        }}
      </Loaded>
    </Page>
  );
};
