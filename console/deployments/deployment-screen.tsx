import { Alert, Card, Group, SimpleGrid, Stack, Text, Title, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { useParams } from 'react-router';
import type { Deployment } from '#shared/contract/deployment.ts';
import { useProjectOfTab } from '../projects/project-context.ts';
import { useEnvironments } from '../projects/queries.ts';
import { useCommandLines } from '../ui/command-lines.tsx';
import { AppLink } from '../ui/link.tsx';
import { Page } from '../ui/page.tsx';
import { Loaded, SideRead, shownOf } from '../ui/states.tsx';
import { DeploymentBadge, statusWords } from '../ui/status.tsx';
import { ChangePlan } from './change-plan.tsx';
import { actionsOf, DeploymentActions } from './deployment-actions.tsx';
import { DeploymentFacts } from './deployment-facts.tsx';
import { deploymentLines } from './deployment-lines.ts';
import { LogView } from './log-view.tsx';
import { useDeployment } from './queries.ts';
import { StepList } from './step-list.tsx';
import { SubmoduleList } from './submodule-list.tsx';

const Section = ({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode => (
  <Card withBorder>
    <Stack gap="sm">
      <Title order={3}>{title}</Title>
      {children}
    </Stack>
  </Card>
);

const Content = ({ deployment }: { readonly deployment: Deployment }): ReactNode => {
  const { project } = useProjectOfTab();
  const readEnvironments = useEnvironments(project.id);
  const environments = shownOf(readEnvironments)?.body.environments ?? [];
  const { environmentName, status, waitsFor, statusReason, errorMessage, submodules } = deployment;
  useCommandLines(deploymentLines(deployment, actionsOf(project, deployment, environments), environments));
  return (
    <Page
      title={`Deployment to ${environmentName}`}
      titles={[`Deployment to ${environmentName}`, project.name]}
      order={2}
      lead={
        <Group gap="sm" component="span">
          <DeploymentBadge status={status} waitsFor={waitsFor} />
          <AppLink to={`/projects/${project.id}/deployments`} size="sm">
            All deployments
          </AppLink>
        </Group>
      }
      actions={<DeploymentActions project={project} deployment={deployment} environments={environments} />}
    >
      <SideRead read={readEnvironments} what="the environments, which say what you may do with it" />
      <VisuallyHidden role="status">{statusWords(status, waitsFor)}</VisuallyHidden>
      {errorMessage !== null && (
        <Alert color="red" variant="light" role="note" title="It failed">
          <Text size="sm" className="text-of-others">
            {errorMessage}
          </Text>
        </Alert>
      )}
      {statusReason !== null && statusReason !== errorMessage && (
        <Text size="sm" className="text-of-others">
          {statusReason}
        </Text>
      )}
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Section title="Commit">
          <DeploymentFacts deployment={deployment} />
        </Section>
        <Section title="Steps">
          <StepList deployment={deployment} />
        </Section>
        <Section title="Change plan">
          <ChangePlan deployment={deployment} />
        </Section>
        {submodules !== null && submodules.length > 0 && (
          <Section title="Submodules">
            <SubmoduleList submodules={submodules} />
          </Section>
        )}
      </SimpleGrid>
      <LogView deployment={deployment} />
    </Page>
  );
};

/** A deployment: the steps of its life, what it changes, its log, and what one may do with it. */
export const Component = (): ReactNode => {
  const { project } = useProjectOfTab();
  const { deploymentId = '' } = useParams();
  const read = useDeployment(project.id, deploymentId);
  return (
    <Loaded
      read={read}
      what="the deployment"
      frame={(state) => (
        <Page title="Deployment" titles={['Deployment', project.name]} order={2}>
          {state}
        </Page>
      )}
    >
      {({ body }) => <Content key={body.id} deployment={body} />}
    </Loaded>
  );
};
