import { Alert, Button, Card, Group, List, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Project } from '#shared/contract/project.ts';
import type { Repository } from '#shared/contract/repository.ts';
import { mayDo } from '../projects/project-context.ts';
import { useAction } from '../ui/action.ts';
import { Ago } from '../ui/ago.tsx';
import { useOpenDialog } from '../ui/dialog-host.tsx';
import { OutsideLink } from '../ui/link.tsx';
import { notify } from '../ui/notices.tsx';
import { ProblemAlert } from '../ui/problem.tsx';
import { providerWords, RepositoryBadge } from '../ui/status.tsx';
import { DeployKeyCard } from './deploy-key-card.tsx';
import { DisconnectDialog } from './disconnect-dialog.tsx';
import { useSync } from './queries.ts';
import { RemoteBranches } from './remote-branches.tsx';
import type { Report } from './report.tsx';
import { Submodules } from './submodules.tsx';
import { WebhookCard } from './webhook-card.tsx';

const NextSteps = ({ steps }: { readonly steps: Repository['nextSteps'] }): ReactNode =>
  steps.length > 0 && (
    <Alert color="yellow" variant="light" title="What is left to do" role="status">
      <List type="ordered" size="sm" spacing="xs">
        {steps.map(({ action, detail }) => (
          <List.Item key={action} className="text-of-others">
            {detail}
          </List.Item>
        ))}
      </List>
    </Alert>
  );

const Head = ({
  project,
  repository,
  onDisconnect,
}: {
  readonly project: Project;
  readonly repository: Repository;
  readonly onDisconnect: () => void;
}): ReactNode => {
  const sync = useSync();
  const action = useAction(async () => {
    const { body } = await sync({ params: { projectId: project.id } });
    notify(`${providerWords[body.provider]} says: the repository is ${body.fullName}.`);
  });
  const { fullName, provider, status, statusReason, httpsUrl, sshUrl, lastSyncedAt, connectedAt } = repository;
  return (
    <Card withBorder padding="lg">
      <Stack gap="sm">
        <Group gap="sm">
          <Title order={3} className="text-of-others">
            <OutsideLink href={httpsUrl} inherit>
              {fullName}
            </OutsideLink>
          </Title>
          <RepositoryBadge status={status} />
        </Group>
        {statusReason !== null && (
          <Text size="sm" className="text-of-others">
            {statusReason}
          </Text>
        )}
        <Text size="sm" c="dimmed" className="text-of-others">
          {providerWords[provider]} · {sshUrl} · connected <Ago at={connectedAt} />
        </Text>
        {mayDo(project, 'manage:projects') && (
          <Stack gap="xs">
            <Group gap="xs">
              <Button size="xs" variant="default" onClick={action.run} loading={action.isRunning}>
                Sync
              </Button>
              <Button size="xs" variant="default" color="red" onClick={onDisconnect} aria-haspopup="dialog">
                Disconnect
              </Button>
            </Group>
            <Text size="xs" c="dimmed">
              Sync asks the provider where the repository is now, and follows a rename or a transfer; it needs a
              credential. Last: <Ago at={lastSyncedAt} />.
            </Text>
          </Stack>
        )}
        {action.failure !== null && <ProblemAlert error={action.failure} />}
      </Stack>
    </Card>
  );
};

/** A connected repository with its key, webhook, branches and submodules. */
export const ConnectedRepository = ({
  project,
  repository,
  secret,
  onSecret,
  onReport,
}: {
  readonly project: Project;
  readonly repository: Repository;
  /** The secret of the webhook while it is shown. */
  readonly secret: string | null;
  readonly onSecret: (secret: string | null) => void;
  readonly onReport: (report: Report) => void;
}): ReactNode => {
  const open = useOpenDialog();
  const disconnect = (): void =>
    open(
      <DisconnectDialog
        projectId={project.id}
        repository={repository}
        onDone={(report) => {
          onSecret(null);
          onReport(report);
        }}
      />,
    );
  const mayManage = mayDo(project, 'manage:projects');
  return (
    <Stack gap="lg">
      <Head project={project} repository={repository} onDisconnect={disconnect} />
      <NextSteps steps={repository.nextSteps} />
      <DeployKeyCard projectId={project.id} repository={repository} mayManage={mayManage} onReport={onReport} />
      <WebhookCard
        projectId={project.id}
        repository={repository}
        mayManage={mayManage}
        secret={secret}
        onSecret={onSecret}
        onReport={onReport}
      />
      {mayDo(project, 'deploy:projects') && (
        <RemoteBranches projectId={project.id} repository={repository} mayManage={mayManage} />
      )}
      <Submodules projectId={project.id} mayManage={mayManage} onReport={onReport} />
    </Stack>
  );
};
