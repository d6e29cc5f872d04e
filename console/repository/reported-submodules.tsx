import { Badge, Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ReportedSubmodule } from '#shared/contract/submodule.ts';
import { AppLink } from '../ui/link.tsx';

/** How a submodule is fetched, as the last deployment of an environment reported it. */
const access = ({ fetched, submoduleId }: ReportedSubmodule): { readonly color: string; readonly words: string } => {
  if (!fetched) return { color: 'red', words: 'Not fetched' };
  return { color: 'green', words: submoduleId === null ? 'Fetched' : 'Fetched with its key' };
};

/** The submodules that the last deployments had, with what became of each. Nothing where no deployment had one. */
export const ReportedSubmodules = ({
  projectId,
  reported,
}: {
  readonly projectId: string;
  readonly reported: readonly ReportedSubmodule[];
}): ReactNode =>
  reported.length > 0 && (
    <Stack gap="xs" component="section" aria-label="Submodules of the last deployments">
      <Title order={4}>In the last deployments</Title>
      {reported.map((one) => (
        <Stack key={`${one.path} ${one.repositoryUrl} ${one.deploymentId}`} gap={2}>
          <Group gap="sm">
            <Text size="sm" fw={600} className="text-of-others">
              {one.path}
            </Text>
            <Badge color={access(one).color}>{access(one).words}</Badge>
            <AppLink
              to={`/projects/${projectId}/deployments/${one.deploymentId}`}
              size="xs"
              aria-label={`Deployment with ${one.path}`}
            >
              Deployment
            </AppLink>
          </Group>
          <Text size="xs" c="dimmed" className="text-of-others">
            {one.repositoryUrl ?? 'The commit names no address for it.'}
          </Text>
        </Stack>
      ))}
    </Stack>
  );
