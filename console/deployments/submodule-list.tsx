import { Badge, Code, Group, List, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Deployment } from '#shared/contract/deployment.ts';
import { shortSha } from '../ui/commit.tsx';

/** The submodules of the deployed commit, as its runner reported them. */
export const SubmoduleList = ({
  submodules,
}: {
  readonly submodules: NonNullable<Deployment['submodules']>;
}): ReactNode => (
  <List size="sm" spacing={4} aria-label="Submodules">
    {submodules.map(({ path, repositoryUrl, commitSha, fetched }) => (
      <List.Item key={path} className="text-of-others">
        <Group gap="xs">
          <span className="text-of-others">{path}</span>
          {commitSha !== null && <Code>{shortSha(commitSha)}</Code>}
          {!fetched && <Badge color="red">not fetched</Badge>}
        </Group>
        {repositoryUrl !== null && (
          <Text size="xs" c="dimmed" className="text-of-others">
            {repositoryUrl}
          </Text>
        )}
      </List.Item>
    ))}
  </List>
);
