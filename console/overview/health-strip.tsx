import { Badge, Card, SimpleGrid, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Environment } from '#shared/contract/environment.ts';
import type { Project } from '#shared/contract/project.ts';
import type { Repository } from '#shared/contract/repository.ts';
import { useRepository } from '../repository/queries.ts';
import { Ago } from '../ui/ago.tsx';
import { AppLink } from '../ui/link.tsx';
import { SideRead, shownOf } from '../ui/states.tsx';

type Health = {
  readonly name: string;
  readonly state: 'good' | 'open' | 'bad';
  readonly words: string;
  /** When it was found out, or what to do about it. */
  readonly detail: ReactNode;
};

const colors = { good: 'green', open: 'gray', bad: 'red' } as const;

const keyHealth = ({ deployKey, lastValidation, status }: Repository): Health => {
  const name = 'Deploy key';
  if (lastValidation?.result === 'deploy_key_rejected') {
    return { name, state: 'bad', words: 'rejected', detail: 'Add the public key at the provider, then verify it.' };
  }
  if (lastValidation !== null && lastValidation.result !== 'reachable') {
    return { name, state: 'bad', words: 'does not connect', detail: lastValidation.detail };
  }
  if (deployKey.lastVerifiedAt === null) {
    return {
      name,
      state: status === 'action_required' ? 'bad' : 'open',
      words: 'not verified',
      detail: 'Add the public key at the provider, then verify it.',
    };
  }
  return { name, state: 'good', words: 'works', detail: <Ago at={deployKey.lastVerifiedAt} /> };
};

const webhookHealth = ({ webhook, lastRejectedAt }: Repository): Health => {
  const name = 'Webhook';
  if (lastRejectedAt !== null && (webhook.lastDeliveryAt === null || lastRejectedAt > webhook.lastDeliveryAt)) {
    return {
      name,
      state: 'bad',
      words: 'wrong secret',
      detail: 'The last delivery was refused: copy the secret again.',
    };
  }
  if (webhook.lastDeliveryAt !== null) {
    return { name, state: 'good', words: 'works', detail: 'Its signature was right.' };
  }
  return webhook.installed === 'automatic'
    ? { name, state: 'good', words: 'installed', detail: 'By oCore, at the provider.' }
    : { name, state: 'open', words: 'no delivery yet', detail: 'Add the webhook at the provider, then push.' };
};

const deliveryHealth = ({ webhook }: Repository): Health => ({
  name: 'Last delivery',
  state: webhook.lastDeliveryAt === null ? 'open' : 'good',
  words: webhook.lastDeliveryAt === null ? 'none yet' : 'arrived',
  detail: webhook.lastDeliveryAt === null ? 'Push something to see one.' : <Ago at={webhook.lastDeliveryAt} />,
});

const comparisonHealth = ({ lastComparison }: Repository): Health => {
  const name = 'Last comparison';
  if (lastComparison === null) {
    return {
      name,
      state: 'open',
      words: 'none yet',
      detail: 'oCore compares the branches by itself every few minutes.',
    };
  }
  const { result, detail, at } = lastComparison;
  if (result === 'in_sync' || result === 'pushes_found' || result === 'running') {
    const words = { in_sync: 'in sync', pushes_found: 'found pushes', running: 'running' }[result];
    return { name, state: 'good', words, detail: <Ago at={at} /> };
  }
  return { name, state: 'bad', words: 'failed', detail };
};

const runnerHealth = (environments: readonly Environment[]): Health => {
  const name = 'Runner';
  const absent = environments.filter(({ runner }) => runner.absent);
  if (absent.length > 0) {
    const names = absent.map((one) => one.name).join(', ');
    return { name, state: 'bad', words: 'absent', detail: `A deployment waits for one: start the runner of ${names}.` };
  }
  const seen = environments.flatMap(({ runner }) => runner.lastSeenAt ?? []).sort();
  const last = seen.at(-1);
  return last === undefined
    ? { name, state: 'open', words: 'none yet', detail: 'Each environment tells the line that installs one.' }
    : { name, state: 'good', words: 'seen', detail: <Ago at={last} /> };
};

const Item = ({ health }: { readonly health: Health }): ReactNode => (
  <Stack gap={4} miw={0}>
    <Text size="xs" c="dimmed">
      {health.name}
    </Text>
    <div>
      <Badge color={colors[health.state]}>{health.words}</Badge>
    </div>
    <Text size="xs" component="div" className="text-of-others">
      {health.detail}
    </Text>
  </Stack>
);

/** Whether what a push needs works; what does not says what to do. */
export const HealthStrip = ({
  project,
  environments,
}: {
  readonly project: Project;
  readonly environments: readonly Environment[];
}): ReactNode => {
  const read = useRepository(project.id, project.repository !== null);
  const runner = runnerHealth(environments);
  if (project.repository === null) {
    return (
      <Card withBorder component="section" aria-label="Health">
        <Text size="sm">
          No repository is connected, so no push arrives.{' '}
          <AppLink to={`/projects/${project.id}/repository`} underline="always">
            Connect one
          </AppLink>
        </Text>
      </Card>
    );
  }
  const repository = shownOf(read)?.body;
  const unread: Health = {
    name: 'Connection',
    state: 'open',
    words: read.error === null ? 'reading' : 'could not be read',
    detail: '',
  };
  const items =
    repository === undefined
      ? [unread, runner]
      : [
          keyHealth(repository),
          webhookHealth(repository),
          deliveryHealth(repository),
          comparisonHealth(repository),
          runner,
        ];
  return (
    <Card withBorder component="section" aria-label="Health">
      <Stack gap="md">
        <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }} spacing="md">
          {items.map((health) => (
            <Item key={health.name} health={health} />
          ))}
        </SimpleGrid>
        <SideRead read={read} what="the state of the repository" />
      </Stack>
    </Card>
  );
};
