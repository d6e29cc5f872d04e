import { Badge, Button, Card, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Environment } from '#shared/contract/environment.ts';
import type { Project } from '#shared/contract/project.ts';
import { EnvironmentChip } from '../projects/environment-chip.tsx';
import { mayDo } from '../projects/project-context.ts';
import { Ago } from '../ui/ago.tsx';
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

type Dialog = 'edit' | 'pause' | 'resume' | 'delete';

const actionsOf = (project: Project, { paused }: Environment): readonly (readonly [Dialog, string])[] => [
  ...(mayDo(project, 'manage:projects') ? ([['edit', 'Edit']] as const) : []),
  ...(mayDo(project, 'deploy:projects')
    ? [paused === null ? (['pause', 'Pause'] as const) : (['resume', 'Resume'] as const)]
    : []),
  ...(mayDo(project, 'manage:projects') ? ([['delete', 'Delete']] as const) : []),
];

/** An environment with its settings, its actions and the line that installs its runner. */
export const EnvironmentPanel = ({
  project,
  environment,
}: {
  readonly project: Project;
  readonly environment: Environment;
}): ReactNode => {
  const [open, setOpen] = useState<Dialog | null>(null);
  const close = (): void => setOpen(null);
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
              <EnvironmentChip environment={environment} />
            </Group>
          </Stack>
          <Group gap="xs">
            {actionsOf(project, environment).map(([action, words]) => (
              <Button
                key={action}
                size="xs"
                variant="default"
                onClick={() => setOpen(action)}
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
        {mayDo(project, 'manage:projects') && <RunnerLines environment={environment} />}
      </Stack>
      {open === 'edit' && <EditEnvironmentDialog environment={environment} onClose={close} />}
      {open === 'pause' && <PauseDialog environment={environment} onClose={close} />}
      {open === 'resume' && <ResumeDialog environment={environment} onClose={close} />}
      {open === 'delete' && <DeleteEnvironmentDialog environment={environment} onClose={close} />}
    </Card>
  );
};
