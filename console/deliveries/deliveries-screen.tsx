import { Card, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Delivery } from '#shared/contract/delivery.ts';
import { listDeliveries, redeliverDelivery } from '#shared/contract/endpoints/deliveries.ts';
import type { Project } from '#shared/contract/project.ts';
import { mayDo, useProjectOfTab } from '../projects/project-context.ts';
import { useAddressFilters } from '../ui/address-filters.ts';
import { Ago } from '../ui/ago.tsx';
import { shellText, useCommandLines } from '../ui/command-lines.tsx';
import { AppLink } from '../ui/link.tsx';
import { Page } from '../ui/page.tsx';
import { PageButtons } from '../ui/page-buttons.tsx';
import { Empty, Loaded } from '../ui/states.tsx';
import { DeliveryFilterForm } from './delivery-filter.tsx';
import { OutcomeBadge, shortRef } from './outcome.tsx';
import { type DeliveryFilter, filterNames, useDeliveries } from './queries.ts';

type Values = Readonly<Partial<Record<(typeof filterNames)[number], string>>>;

const useLines = (project: Project, values: Values, newest: Delivery | undefined): void => {
  const params = { projectId: project.id };
  const flags = filterNames.flatMap((name) =>
    values[name] === undefined ? [] : [`--${name}`, shellText(values[name])],
  );
  useCommandLines([
    {
      title: 'List the deliveries',
      ocore: ['ocore delivery list', project.id, ...flags].join(' '),
      row: listDeliveries,
      params,
      query: values,
    },
    ...(newest !== undefined && mayDo(project, 'deploy:projects')
      ? [
          {
            title: 'Run the newest one again',
            ocore: `ocore delivery redeliver ${project.id} ${newest.id}`,
            row: redeliverDelivery,
            params: { ...params, deliveryId: newest.id },
          },
        ]
      : []),
  ]);
};

const Line = ({ projectId, delivery }: { readonly projectId: string; readonly delivery: Delivery }): ReactNode => {
  const { id, event, ref, receivedAt, redeliveryOf, decision } = delivery;
  return (
    <Stack gap={4} component="li" className="finding">
      <Group justify="space-between" wrap="nowrap" gap="md" align="baseline" className="row-head">
        <AppLink to={`/projects/${projectId}/deliveries/${id}`} fw={600} className="one-line">
          {event}
          {ref !== null && ` · ${shortRef(ref)}`}
        </AppLink>
        <Text size="xs" c="dimmed" className="no-shrink">
          <Ago at={receivedAt} />
        </Text>
      </Group>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <OutcomeBadge outcome={decision.outcome} />
        <Text size="sm" c="dimmed" className="text-of-others" lineClamp={3}>
          {redeliveryOf !== null && 'Run again: '}
          {decision.reason}
        </Text>
      </Group>
    </Stack>
  );
};

const Nothing = ({ isFiltered, hasMore }: { readonly isFiltered: boolean; readonly hasMore: boolean }): ReactNode =>
  isFiltered ? (
    <Empty title="No delivery matches">
      {hasMore ? 'None on this page; there are older ones.' : 'Of the last 30 days. Change the filter or show all.'}
    </Empty>
  ) : (
    <Empty title="No delivery in the last 30 days">
      Once the webhook is set up at the provider, each push arrives here, with what it deploys and why.
    </Empty>
  );

/** What the provider has sent in the last 30 days: event, branch, outcome and reason, newest first. */
export const Component = (): ReactNode => {
  const { project } = useProjectOfTab();
  const filters = useAddressFilters(filterNames);
  const { values, cursor } = filters;
  const query = { ...values, ...(cursor === null ? {} : { cursor }) } as DeliveryFilter;
  const read = useDeliveries(project.id, query);
  const isFiltered = Object.keys(values).length > 0;
  useLines(project, values, read.data?.body.deliveries[0]);
  return (
    <Page
      title="Deliveries"
      titles={['Deliveries', project.name]}
      lead="What the Git provider has sent in the last 30 days, and what became of it."
      order={2}
    >
      <DeliveryFilterForm key={JSON.stringify(values)} filters={filters} />
      <Loaded read={read} what="the deliveries">
        {({ body: { deliveries, nextCursor } }) => (
          <Stack gap="md">
            {deliveries.length === 0 ? (
              <Nothing isFiltered={isFiltered || cursor !== null} hasMore={nextCursor !== null} />
            ) : (
              <Card withBorder>
                <Stack gap={0} component="ul" className="findings" aria-label="Deliveries">
                  {deliveries.map((delivery) => (
                    <Line key={delivery.id} projectId={project.id} delivery={delivery} />
                  ))}
                </Stack>
              </Card>
            )}
            <PageButtons cursor={cursor} nextCursor={nextCursor} onContinue={filters.continueAt} />
          </Stack>
        )}
      </Loaded>
    </Page>
  );
};
