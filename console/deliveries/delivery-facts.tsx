import { Card, Code, Stack, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Delivery } from '#shared/contract/delivery.ts';
import { Commit, shortSha } from '../ui/commit.tsx';
import { Facts } from '../ui/facts.tsx';
import { AppLink } from '../ui/link.tsx';
import { providerWords } from '../ui/status.tsx';

/** "4 ms", or seconds from a second on. */
const durationOf = (ms: number): string => (ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`);

/** What arrived, by which signature it was believed, and how long the decision took. */
export const DeliveryFacts = ({
  projectId,
  delivery,
}: {
  readonly projectId: string;
  readonly delivery: Delivery;
}): ReactNode => {
  const { provider, providerDeliveryId, event, ref, before, after, author, message, commitUrl } = delivery;
  const { durationMs, generation, redeliveryOf } = delivery;
  const hasCommit = after !== null && !/^0+$/.test(after);
  return (
    <Card withBorder padding="lg" component="section" aria-label="What arrived">
      <Stack gap="sm">
        <Title order={3}>What arrived</Title>
        <Facts
          facts={[
            ['Event', <Code key="event">{event}</Code>],
            ['Ref', ref === null ? null : <Code key="ref">{ref}</Code>],
            ['Commit', hasCommit ? <Commit key="after" sha={after} url={commitUrl} message={message} isWhole /> : null],
            ['Author', author],
            [
              'Commit before',
              before === null || /^0+$/.test(before) ? null : <Code key="before">{shortSha(before)}</Code>,
            ],
            ['Provider', providerWords[provider]],
            [
              `Id at ${providerWords[provider]}`,
              providerDeliveryId === null ? null : <Code key="id">{providerDeliveryId}</Code>,
            ],
            ['Signature', `valid, by the webhook secret of generation ${generation}`],
            ['Duration', durationOf(durationMs)],
            [
              'Run again from',
              redeliveryOf === null ? null : (
                <AppLink key="of" to={`/projects/${projectId}/deliveries/${redeliveryOf}`} underline="always">
                  {redeliveryOf}
                </AppLink>
              ),
            ],
          ]}
        />
      </Stack>
    </Card>
  );
};
