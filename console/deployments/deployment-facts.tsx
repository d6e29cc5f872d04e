import { Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Deployment } from '#shared/contract/deployment.ts';
import { useHasScreen } from '../projects/project-context.ts';
import { Commit } from '../ui/commit.tsx';
import { AppLink, OutsideLink } from '../ui/link.tsx';
import { originWords } from './words.ts';

const Relation = ({
  projectId,
  id,
  children,
}: {
  readonly projectId: string;
  readonly id: string | null;
  readonly children: string;
}): ReactNode =>
  id === null ? null : (
    <AppLink to={`/projects/${projectId}/deployments/${id}`} size="sm">
      {children}
    </AppLink>
  );

const updateWords = ({ update }: Deployment): string =>
  update === 'changed'
    ? 'Updates the modules that changed'
    : update === 'all'
      ? 'Updates all modules'
      : `Updates the modules that changed, and ${update.join(', ')}`;

/** What is deployed, where it came from, and what other deployments it belongs to. */
export const DeploymentFacts = ({ deployment }: { readonly deployment: Deployment }): ReactNode => {
  const { projectId, commitSha, commitUrl, commitMessage, commitAuthor, compareUrl, deliveryId, statusReport } =
    deployment;
  const hasScreen = useHasScreen();
  return (
    <Stack gap="xs" align="flex-start" maw="100%">
      <Commit sha={commitSha} url={commitUrl} message={commitMessage} isWhole />
      <Text size="sm" c="dimmed" className="text-of-others">
        {originWords(deployment)}
        {commitAuthor !== null && `, commit by ${commitAuthor}`}
      </Text>
      <Text size="sm" c="dimmed" className="text-of-others">
        {updateWords(deployment)}
        {deployment.ignoreSeries && ', of any Odoo series'}
        {deployment.force && ', from any branch'}
      </Text>
      {compareUrl !== null && (
        <OutsideLink href={compareUrl} size="sm">
          Compare with what stood there before
        </OutsideLink>
      )}
      {deliveryId !== null && hasScreen('deliveries/:deliveryId') && (
        <AppLink to={`/projects/${projectId}/deliveries/${deliveryId}`} size="sm">
          Show the delivery that caused it
        </AppLink>
      )}
      <Relation projectId={projectId} id={deployment.redeployOf}>
        Show the deployment that it repeats
      </Relation>
      <Relation projectId={projectId} id={deployment.promotedFrom}>
        Show the deployment that it promotes
      </Relation>
      <Relation projectId={projectId} id={deployment.supersededBy}>
        Show the newer deployment that took its place
      </Relation>
      {statusReport !== null && (
        <Text size="xs" c="dimmed" className="text-of-others">
          {statusReport.state === 'reported' ? 'The provider shows the result' : 'The provider was not told the result'}
          : {statusReport.detail}
        </Text>
      )}
    </Stack>
  );
};
