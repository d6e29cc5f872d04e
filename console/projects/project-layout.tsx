import { Badge, Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { NavLink, Outlet, useParams } from 'react-router';
import type { Permission } from '#shared/contract/permission.ts';
import type { Project } from '#shared/contract/project.ts';
import { useAddress } from '../ui/link.tsx';
import { Page } from '../ui/page.tsx';
import { Loaded } from '../ui/states.tsx';
import { mayDo, type ProjectOfTab, useHasScreen } from './project-context.ts';
import { useProject } from './queries.ts';

const tabs: readonly { readonly path: string; readonly label: string; readonly permission: Permission }[] = [
  { path: '', label: 'Overview', permission: 'view:projects' },
  { path: 'repository', label: 'Repository', permission: 'view:projects' },
  { path: 'branches', label: 'Branches', permission: 'view:projects' },
  { path: 'environments', label: 'Environments', permission: 'view:projects' },
  { path: 'deployments', label: 'Deployments', permission: 'view:projects' },
  { path: 'deliveries', label: 'Deliveries', permission: 'view:projects' },
  { path: 'access', label: 'Access', permission: 'view:projects' },
  { path: 'settings', label: 'Settings', permission: 'manage:projects' },
];

const Tabs = ({ project }: { readonly project: Project }): ReactNode => {
  const address = useAddress();
  const hasScreen = useHasScreen();
  return (
    <nav aria-label="Project" className="project-tabs">
      {tabs
        .filter(({ path, permission }) => hasScreen(path) && mayDo(project, permission))
        .map(({ path, label }) => (
          <NavLink
            key={label}
            to={address(`/projects/${project.id}${path === '' ? '' : `/${path}`}`)}
            end={path === ''}
          >
            {label}
          </NavLink>
        ))}
    </nav>
  );
};

/** The head of a project and its tabs. Each tab has its own screen below. */
export const Component = (): ReactNode => {
  const { projectId = '' } = useParams();
  const read = useProject(projectId);
  return (
    <Loaded read={read} what="the project" rows={3} frame={(state) => <Page title="Project">{state}</Page>}>
      {({ body: project, etag }) => (
        // Of another project nothing stays: what a tab was told in an answer, a secret for instance, belongs to this one.
        <Stack key={project.id} gap="lg">
          <Stack gap={4}>
            <Group gap="sm">
              <Title order={1} className="text-of-others">
                {project.name}
              </Title>
              {project.archivedAt !== null && <Badge color="gray">Archived</Badge>}
              {project.access.mode === 'restricted' && <Badge color="gray">Restricted</Badge>}
            </Group>
            {project.description !== null && project.description !== '' && (
              <Text c="dimmed" size="sm" className="text-of-others" lineClamp={2}>
                {project.description}
              </Text>
            )}
          </Stack>
          <Tabs project={project} />
          <Outlet context={{ project, etag } satisfies ProjectOfTab} />
        </Stack>
      )}
    </Loaded>
  );
};
