import { Badge, Card, Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { DeploymentSummary, Environment } from '#shared/contract/environment.ts';
import { environmentState } from '../projects/environment-chip.tsx';
import { Ago } from '../ui/ago.tsx';
import { Commit } from '../ui/commit.tsx';
import { AppLink, OutsideLink } from '../ui/link.tsx';
import { DeploymentBadge, triggerWords } from '../ui/status.tsx';

/** "branch main, by Mona, deployed by a push of octocat". */
const Origin = ({ deployment }: { readonly deployment: DeploymentSummary }): ReactNode => {
  const { branch, tag, commitAuthor, trigger, triggeredBy, triggeredByName } = deployment;
  const who = triggeredByName ?? triggeredBy;
  return (
    <Text size="xs" c="dimmed" className="text-of-others">
      {tag !== null ? `Tag ${tag}` : branch !== null ? `Branch ${branch}` : 'A commit'}
      {commitAuthor !== null && `, by ${commitAuthor}`}
      {trigger !== null && `, started by ${triggerWords[trigger]}`}
      {who !== null && ` (${who})`}
    </Text>
  );
};

const Slot = ({
  projectId,
  title,
  deployment,
  at,
  hasReason = true,
}: {
  readonly projectId: string;
  readonly title: string;
  readonly deployment: DeploymentSummary;
  readonly at: string;
  readonly hasReason?: boolean;
}): ReactNode => (
  <Stack gap={4} miw={0}>
    <Group gap="xs" justify="space-between">
      <AppLink
        to={`/projects/${projectId}/deployments/${deployment.id}`}
        size="xs"
        fw={600}
        className="finger"
        aria-label={`${title}: show the deployment`}
      >
        {title}
      </AppLink>
      <Text size="xs" c="dimmed">
        <Ago at={at} />
      </Text>
    </Group>
    {deployment.status === 'waiting' && (
      <div>
        <DeploymentBadge status={deployment.status} waitsFor={deployment.waitsFor} />
      </div>
    )}
    <Commit sha={deployment.commitSha} url={deployment.commitUrl} message={deployment.commitMessage} />
    <Origin deployment={deployment} />
    {hasReason && deployment.statusReason !== null && (
      <Text size="xs" className="text-of-others">
        {deployment.statusReason}
      </Text>
    )}
  </Stack>
);

/** An environment: what stands there, what runs, what waits, and why. */
export const EnvironmentCard = ({
  environment,
  actions,
}: {
  readonly environment: Environment;
  readonly actions: ReactNode;
}): ReactNode => {
  const { projectId, name, url, current, running, pending, lastDeployment, paused } = environment;
  const state = environmentState(environment);
  const failed = lastDeployment?.status === 'failed' && running === null ? lastDeployment : null;
  return (
    <Card withBorder component="article" aria-label={name}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
          <Title order={3} className="text-of-others">
            {name}
          </Title>
          <Badge color={state.color} className="no-shrink">
            {state.words}
          </Badge>
        </Group>
        {url !== null && (
          <OutsideLink href={url} size="sm" className="one-line">
            {url.replace(/^https?:\/\//, '')}
          </OutsideLink>
        )}
        {paused !== null && (
          <Text size="sm" className="text-of-others">
            Paused <Ago at={paused.since} /> by {paused.byName ?? paused.by}: {paused.reason}
          </Text>
        )}
        {running !== null && (
          <Slot
            projectId={projectId}
            title="Running"
            deployment={running}
            at={running.startedAt ?? running.createdAt}
          />
        )}
        {pending !== null && <Slot projectId={projectId} title="Next" deployment={pending} at={pending.createdAt} />}
        {failed !== null && (
          <Slot projectId={projectId} title="Failed" deployment={failed} at={failed.completedAt ?? failed.createdAt} />
        )}
        {current === null ? (
          <Text size="sm" c="dimmed">
            Nothing has been deployed here yet.
          </Text>
        ) : (
          <Slot
            projectId={projectId}
            title="Deployed"
            deployment={current}
            at={current.completedAt ?? current.createdAt}
            hasReason={false}
          />
        )}
        {actions}
      </Stack>
    </Card>
  );
};
