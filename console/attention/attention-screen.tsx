import { Badge, Card, Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { listProjects } from '#shared/contract/endpoints/projects.ts';
import { useProjects } from '../projects/queries.ts';
import { Ago } from '../ui/ago.tsx';
import { useCommandLines } from '../ui/command-lines.tsx';
import { AppLink } from '../ui/link.tsx';
import { Page } from '../ui/page.tsx';
import { ShowMore } from '../ui/show-more.tsx';
import { Empty, Loaded } from '../ui/states.tsx';
import { type Finding, findingsOf, type Kind, kinds } from './findings.ts';
import { type ProjectState, useProjectStates } from './queries.ts';

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
      <Group justify="space-between" wrap="nowrap" gap="md" align="baseline">
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

/** How far the reading is: nothing says that all is well before everything was read. */
const Progress = ({
  states,
  isWhole,
}: {
  readonly states: readonly ProjectState[];
  readonly isWhole: boolean;
}): ReactNode => {
  const read = states.filter(({ environments }) => environments !== null).length;
  const unread = states.filter(({ environments, error }) => environments === null && error !== null);
  return (
    <>
      {unread.length > 0 && (
        <Text size="sm" role="alert" className="text-of-others">
          Of {unread.length} of {states.length} projects, the environments could not be read:{' '}
          {unread
            .slice(0, 5)
            .map(({ project }) => project.name)
            .join(', ')}
          . The console tries again by itself.
        </Text>
      )}
      {(!isWhole || read + unread.length < states.length) && (
        <Text size="sm" c="dimmed" role="status">
          {`Read ${read} of ${states.length}${isWhole ? '' : ' or more'} projects so far.`}
        </Text>
      )}
    </>
  );
};

const Findings = ({
  states,
  isWhole,
}: {
  readonly states: readonly ProjectState[];
  readonly isWhole: boolean;
}): ReactNode => {
  const findings = findingsOf(states);
  const isAllRead = isWhole && states.every(({ environments }) => environments !== null);
  return (
    <Stack gap="lg">
      <Progress states={states} isWhole={isWhole} />
      <Kinds findings={findings} />
      {isAllRead && findings.length === 0 && (
        <Empty title="Nothing needs you">
          No deployment has failed or waits for an approval, every repository answers, and no environment is paused.
        </Empty>
      )}
    </Stack>
  );
};

/** What needs somebody, in all projects that are not archived. */
export const Component = (): ReactNode => {
  const read = useProjects('', false);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = read;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage) fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const states = useProjectStates(read.data?.pages.flatMap(({ body }) => body.projects) ?? []);
  useCommandLines([{ title: 'List the projects', ocore: 'ocore project list --all', row: listProjects }]);
  return (
    <Page title="Needs attention" lead="What waits for somebody, in all projects that you may see.">
      <Loaded read={read} what="the projects">
        {() => <Findings states={states} isWhole={!hasNextPage} />}
      </Loaded>
    </Page>
  );
};
