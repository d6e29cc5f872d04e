import { Badge, Button, Card, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Environment } from '#shared/contract/environment.ts';
import { EnvironmentChip } from '../projects/environment-chip.tsx';
import { mayDo } from '../projects/project-context.ts';
import { Ago } from '../ui/ago.tsx';
import { useOpenDialog } from '../ui/dialog-host.tsx';
import { AppLink, OutsideLink } from '../ui/link.tsx';
import { typeWords } from '../ui/status.tsx';
import { DeleteEnvironmentDialog } from './delete-environment-dialog.tsx';
import { EditEnvironmentDialog } from './edit-environment-dialog.tsx';
import { PauseDialog, ResumeDialog } from './pause-dialogs.tsx';
import { RunnerLines } from './runner-lines.tsx';
import { approvalWords, mappingWords } from './words.ts';

const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactNode => (
  <Stack gap={2} miw={0}>
    <Text size="xs" c="dimmed">
      {name}
    </Text>
    <Text size="sm" component="div" className="text-of-others">
      {children}
    </Text>
  </Stack>
);

const Facts = ({ environment }: { readonly environment: Environment }): ReactNode => {
  const { odooVersion, url, approval, branches, mappings, projectId, runner, autoDeploy } = environment;
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="md">
      <Fact name="Deploys">
        {mappings.length === 0 ? (
          <>
            Nothing by itself.{' '}
            <AppLink underline="always" inherit to={`/projects/${projectId}/branches`}>
              Map a branch
            </AppLink>
          </>
        ) : (
          mappings.map(mappingWords).join('; ')
        )}
        {!autoDeploy && ' (switched off)'}
      </Fact>
      <Fact name="Approval">{approvalWords[approval]}</Fact>
      <Fact name="Deployed by hand">{branches.length === 0 ? 'Any commit' : `Commits on ${branches.join(', ')}`}</Fact>
      <Fact name="Odoo version">{odooVersion ?? 'Not set'}</Fact>
      <Fact name="Address">
        {url === null ? (
          'Not set'
        ) : (
          <OutsideLink href={url} inherit>
            {url}
          </OutsideLink>
        )}
      </Fact>
      <Fact name="Runner">
        {runner.lastSeenAt === null ? (
          'None has asked for work yet'
        ) : (
          <>
            {runner.name ?? 'Without a name'}, <Ago at={runner.lastSeenAt} />
          </>
        )}
      </Fact>
    </SimpleGrid>
  );
};

type Action = 'edit' | 'pause' | 'resume' | 'delete';

const actionsOf = (environment: Environment): readonly (readonly [Action, string])[] => [
  ...(mayDo(environment, 'manage:projects') ? ([['edit', 'Edit']] as const) : []),
  ...(mayDo(environment, 'deploy:projects')
    ? [environment.paused === null ? (['pause', 'Pause'] as const) : (['resume', 'Resume'] as const)]
    : []),
  ...(mayDo(environment, 'manage:projects') ? ([['delete', 'Delete']] as const) : []),
];

const dialogOf = (action: Action, environment: Environment): ReactNode => {
  if (action === 'edit') return <EditEnvironmentDialog environment={environment} />;
  if (action === 'pause') return <PauseDialog environment={environment} />;
  if (action === 'resume') return <ResumeDialog environment={environment} />;
  return <DeleteEnvironmentDialog environment={environment} />;
};

/** An environment with its settings, its actions and the line that installs its runner. */
export const EnvironmentPanel = ({ environment }: { readonly environment: Environment }): ReactNode => {
  const open = useOpenDialog();
  const { name, type, paused } = environment;
  return (
    <Card withBorder padding="lg" component="article" aria-label={name}>
      <Stack gap="md">
        <Group justify="space-between" align="flex-start" gap="sm">
          <Stack gap={6} miw={0}>
            <Title order={3} className="text-of-others">
              {name}
            </Title>
            <Group gap={6}>
              <Badge color="gray">{typeWords[type]}</Badge>
              <EnvironmentChip environment={environment} isNamed={false} />
            </Group>
          </Stack>
          <Group gap="xs">
            {actionsOf(environment).map(([action, words]) => (
              <Button
                key={action}
                size="xs"
                variant="default"
                onClick={() => open(dialogOf(action, environment))}
                aria-haspopup="dialog"
                aria-label={`${words} ${name}`}
              >
                {words}
              </Button>
            ))}
          </Group>
        </Group>
        {paused !== null && (
          <Text size="sm" className="text-of-others">
            Paused <Ago at={paused.since} /> by {paused.byName ?? paused.by}: {paused.reason}
          </Text>
        )}
        <Facts environment={environment} />
        {mayDo(environment, 'manage:projects') && <RunnerLines environment={environment} />}
      </Stack>
    </Card>
  );
};
