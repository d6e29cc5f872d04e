import { SimpleGrid, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { startDeployment } from '#shared/contract/endpoints/deployments.ts';
import { listEnvironments } from '#shared/contract/endpoints/environments.ts';
import { getProject } from '#shared/contract/endpoints/projects.ts';
import type { Environment } from '#shared/contract/environment.ts';
import { EnvironmentType } from '#shared/contract/environment-type.ts';
import type { Project } from '#shared/contract/project.ts';
import { mayDo, useProjectOfTab } from '../projects/project-context.ts';
import { useEnvironments } from '../projects/queries.ts';
import { useCommandLines } from '../ui/command-lines.tsx';
import { useTitle } from '../ui/page.tsx';
import { Loaded } from '../ui/states.tsx';
import { typeWords } from '../ui/status.tsx';
import { Announcements } from './announcements.tsx';
import { Checklist, isSetUp } from './checklist.tsx';
import { EnvironmentActions } from './environment-actions.tsx';
import { EnvironmentCard } from './environment-card.tsx';
import { HealthStrip } from './health-strip.tsx';

const useLines = (project: Project, environments: readonly Environment[]): void => {
  const params = { projectId: project.id };
  const target = environments.find((one) => mayDo(one, 'deploy:projects'));
  useCommandLines([
    { title: 'Show the project', ocore: `ocore project get ${project.id}`, row: getProject, params },
    { title: 'List its environments', ocore: `ocore environment list ${project.id}`, row: listEnvironments, params },
    ...(target === undefined
      ? []
      : [
          {
            title: `Deploy a branch to ${target.name}`,
            ocore: `ocore deploy ${project.id} --branch main --environment ${target.id} --wait`,
            row: startDeployment,
            params,
            body: { branch: 'main', environmentId: target.id },
          },
        ]),
  ]);
};

const Column = ({
  project,
  title,
  environments,
  all,
}: {
  readonly project: Project;
  readonly title: string;
  readonly environments: readonly Environment[];
  readonly all: readonly Environment[];
}): ReactNode => (
  <Stack gap="sm" component="section" aria-label={`${title} column`} miw={0}>
    <Title order={2}>{title}</Title>
    {environments.length === 0 && (
      <Text size="sm" c="dimmed">
        No environment of this type.
      </Text>
    )}
    {environments.map((environment) => (
      <EnvironmentCard
        key={environment.id}
        environment={environment}
        actions={
          <EnvironmentActions
            project={project}
            environment={environment}
            others={all.filter(({ id }) => id !== environment.id)}
          />
        }
      />
    ))}
  </Stack>
);

/** The stages of a project side by side: what stands where, what runs, and what needs somebody. */
export const Component = (): ReactNode => {
  const { project } = useProjectOfTab();
  const read = useEnvironments(project.id);
  useTitle('Overview', project.name);
  useLines(project, read.data?.body.environments ?? []);
  return (
    <Loaded read={read} what="the environments">
      {({ body: { environments } }) => (
        <Stack gap="lg">
          <Announcements environments={environments} />
          {!isSetUp(project, environments) && mayDo(project, 'manage:projects') && (
            <Checklist project={project} environments={environments} />
          )}
          <HealthStrip project={project} environments={environments} />
          <SimpleGrid cols={{ base: 1, md: 3 }} spacing="lg">
            {EnvironmentType.options.map((type) => (
              <Column
                key={type}
                project={project}
                title={typeWords[type]}
                environments={environments.filter((one) => one.type === type)}
                all={environments}
              />
            ))}
          </SimpleGrid>
        </Stack>
      )}
    </Loaded>
  );
};
