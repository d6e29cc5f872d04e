import { Card, Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { DeploymentId } from '#shared/contract/id.ts';
import { AppLink } from '../ui/link.tsx';
import { Loaded } from '../ui/states.tsx';
import { DeploymentBadge } from '../ui/status.tsx';
import { useCausedDeployment } from './queries.ts';

const Caused = ({ projectId, id }: { readonly projectId: string; readonly id: string }): ReactNode => (
  <Loaded read={useCausedDeployment(projectId, id)} what="the deployment" rows={1}>
    {({ body: { environmentName, status, waitsFor, statusReason } }) => (
      <Stack gap={4}>
        <Group gap="xs">
          <AppLink to={`/projects/${projectId}/deployments/${id}`} fw={600} className="one-line" underline="always">
            {environmentName}
          </AppLink>
          <DeploymentBadge status={status} waitsFor={waitsFor} />
        </Group>
        {statusReason !== null && (
          <Text size="sm" c="dimmed" className="text-of-others">
            {statusReason}
          </Text>
        )}
      </Stack>
    )}
  </Loaded>
);

/** The deployments that a delivery has caused, as they stand now. */
export const CausedDeployments = ({
  projectId,
  ids,
}: {
  readonly projectId: string;
  readonly ids: readonly DeploymentId[];
}): ReactNode => (
  <Card withBorder padding="lg" component="section" aria-label="Its deployments">
    <Stack gap="sm">
      <Title order={3}>Its deployments</Title>
      {ids.map((id) => (
        <Caused key={id} projectId={projectId} id={id} />
      ))}
    </Stack>
  </Card>
);
