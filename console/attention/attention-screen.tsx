import { Badge, Card, Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { listAllEnvironments } from '#shared/contract/endpoints/environments.ts';
import { listProjects } from '#shared/contract/endpoints/projects.ts';
import { Ago } from '../ui/ago.tsx';
import { useCommandLines } from '../ui/command-lines.tsx';
import { AppLink } from '../ui/link.tsx';
import { Page } from '../ui/page.tsx';
import { ShowMore } from '../ui/show-more.tsx';
import { Empty, Loaded, SideRead } from '../ui/states.tsx';
import { type Finding, findingsOf, type Kind, kinds } from './findings.ts';
import { useProjectStates } from './queries.ts';

const titles: Readonly<Record<Kind, string>> = {
  failed: 'Failed deployments',
  runner: 'Absent runners',
  repository: 'Repositories',
  approval: 'Waiting for an approval',
  paused: 'Paused environments',
};

const colors: Readonly<Record<Kind, string>> = {
  failed: 'red',
  runner: 'red',
  repository: 'red',
  approval: 'yellow',
  paused: 'yellow',
};

const Line = ({ finding }: { readonly finding: Finding }): ReactNode => {
  const { project, environment, detail, since, path } = finding;
  return (
    <Stack gap={2} component="li" className="finding">
      <Group justify="space-between" wrap="nowrap" gap="md" align="baseline" className="row-head">
        <AppLink to={`/projects/${project.id}${path}`} fw={600} className="one-line">
          {project.name} · {environment?.name ?? project.repository?.fullName}
        </AppLink>
        {since !== null && (
          <Text size="xs" c="dimmed" className="no-shrink">
            <Ago at={since} />
          </Text>
        )}
      </Group>
      <Text size="sm" c="dimmed" className="text-of-others" lineClamp={2}>
        {detail}
      </Text>
    </Stack>
  );
};

const Kinds = ({ findings }: { readonly findings: readonly Finding[] }): ReactNode =>
  kinds
    .map((kind) => ({ kind, lines: findings.filter((one) => one.kind === kind) }))
    .filter(({ lines }) => lines.length > 0)
    .map(({ kind, lines }) => (
      <Card key={kind} withBorder component="section" aria-label={titles[kind]}>
        <Stack gap="sm">
          <Group gap="xs">
            <Title order={2}>{titles[kind]}</Title>
            <Badge color={colors[kind]}>{lines.length}</Badge>
          </Group>
          <ShowMore items={lines} what="findings">
            {(shown) => (
              <Stack gap={0} component="ul" className="findings">
                {shown.map((line) => (
                  <Line key={`${line.project.id} ${line.environment?.id}`} finding={line} />
                ))}
              </Stack>
            )}
          </ShowMore>
        </Stack>
      </Card>
    ));

type States = Omit<ReturnType<typeof useProjectStates>, 'projects'>;

/** How far the reading is: nothing says that all is well before everything was read. */
const Progress = ({ environments: list, states, isWhole }: States): ReactNode => {
  const read = states.filter(({ environments }) => environments !== null).length;
  if (list.error !== null) {
    return (
      <>
        <SideRead read={list} what="the environments" />
        <Text size="sm">
          {isWhole
            ? 'The environments could not be read again: what stands here may be old.'
            : `The environments of ${states.length - read} of ${states.length} projects could not be read.`}{' '}
          The console tries again by itself.
        </Text>
      </>
    );
  }
  return (
    !isWhole && (
      <Text size="sm" c="dimmed" role="status">
        {`Reading: ${read} of ${states.length} projects so far.`}
      </Text>
    )
  );
};

const Findings = (read: States): ReactNode => {
  const findings = findingsOf(read.states);
  return (
    <Stack gap="lg">
      <Progress {...read} />
      <Kinds findings={findings} />
      {read.isWhole && read.environments.error === null && findings.length === 0 && (
        <Empty title="Nothing needs you">
          No deployment has failed or waits for an approval, every repository answers, and no environment is paused.
        </Empty>
      )}
    </Stack>
  );
};

/** What needs somebody, in all projects that are not archived. */
export const Component = (): ReactNode => {
  const { projects, ...read } = useProjectStates();
  useCommandLines([
    { title: 'List the projects', ocore: 'ocore project list --all', row: listProjects },
    { title: 'List the environments of all', ocore: 'ocore environment list-all --all', row: listAllEnvironments },
  ]);
  return (
    <Page title="Needs attention" lead="What waits for somebody, in all projects that you may see.">
      <Loaded read={projects} what="the projects">
        {() => <Findings {...read} />}
      </Loaded>
    </Page>
  );
};
