import { Badge, Card, Group, List, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Environment } from '#shared/contract/environment.ts';
import type { Project } from '#shared/contract/project.ts';
import { AppLink } from '../ui/link.tsx';

const Step = ({
  isDone,
  title,
  children,
}: {
  readonly isDone: boolean;
  readonly title: ReactNode;
  readonly children: ReactNode;
}): ReactNode => (
  <List.Item>
    <Group gap="xs">
      <Text size="sm" fw={600} component="span">
        {title}
      </Text>
      <Badge color={isDone ? 'green' : 'gray'}>{isDone ? 'done' : 'to do'}</Badge>
    </Group>
    <Text size="sm" c="dimmed">
      {children}
    </Text>
  </List.Item>
);

/** Whether everything that a first push needs is there, and one has come. */
export const isSetUp = (project: Project, environments: readonly Environment[]): boolean =>
  project.repository !== null &&
  environments.some(({ lastDeployment, running, pending }) => (lastDeployment ?? running ?? pending) !== null);

/** The way from a new project to its first deployment. */
export const Checklist = ({
  project,
  environments,
}: {
  readonly project: Project;
  readonly environments: readonly Environment[];
}): ReactNode => (
  <Card withBorder padding="lg">
    <Stack gap="sm">
      <Title order={2}>Three steps to the first deployment</Title>
      <List type="ordered" spacing="md">
        <Step
          isDone={project.repository !== null && project.repository.status !== 'action_required'}
          title={<AppLink to={`/projects/${project.id}/repository`}>Connect a repository</AppLink>}
        >
          {project.repository?.status === 'action_required'
            ? 'It is connected. What is left is to add the deploy key and the webhook at the provider.'
            : 'oCore makes a deploy key and a webhook, and says where to paste them.'}
        </Step>
        <Step
          isDone={environments.length > 0}
          title={<AppLink to={`/projects/${project.id}/environments`}>Create environments</AppLink>}
        >
          Each one is an Odoo: Production for main, Staging for staging, for instance.
        </Step>
        <Step isDone={false} title="Push">
          A push to the branch of an environment deploys it; Production waits for a merge. What arrives is shown here
          within seconds.
        </Step>
      </List>
    </Stack>
  </Card>
);
