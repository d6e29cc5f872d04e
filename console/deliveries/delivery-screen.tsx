import { Alert, Button, Card, Code, Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useParams } from 'react-router';
import type { Delivery } from '#shared/contract/delivery.ts';
import { getDelivery, redeliverDelivery } from '#shared/contract/endpoints/deliveries.ts';
import { mayDo, useProjectOfTab } from '../projects/project-context.ts';
import { Ago } from '../ui/ago.tsx';
import { useCommandLines } from '../ui/command-lines.tsx';
import { useOpenDialog } from '../ui/dialog-host.tsx';
import { AppLink } from '../ui/link.tsx';
import { Page } from '../ui/page.tsx';
import { Loaded } from '../ui/states.tsx';
import { exactTime } from '../ui/times.ts';
import { Trace } from '../ui/trace.tsx';
import { CausedDeployments } from './caused-deployments.tsx';
import { DeliveryFacts } from './delivery-facts.tsx';
import { outcomeColor, outcomeText, shortRef } from './outcome.tsx';
import { useDelivery } from './queries.ts';
import { RedeliverDialog } from './redeliver-dialog.tsx';

const Decided = ({ delivery }: { readonly delivery: Delivery }): ReactNode => {
  const { outcome, reason, trace } = delivery.decision;
  return (
    <>
      <Alert role="note" color={outcomeColor(outcome)} variant="light" title={outcomeText(outcome)}>
        <Text size="sm" className="text-of-others">
          {reason}
        </Text>
      </Alert>
      <Card withBorder padding="lg" component="section" aria-label="Per mapping">
        <Stack gap="sm">
          <Title order={3}>Per mapping</Title>
          {trace.length === 0 ? (
            <Text size="sm" c="dimmed">
              No mapping was asked: the event decides nothing, or no branch was mapped then.
            </Text>
          ) : (
            <Trace trace={trace} />
          )}
        </Stack>
      </Card>
    </>
  );
};

const Shown = ({ projectId, delivery }: { readonly projectId: string; readonly delivery: Delivery }): ReactNode => (
  <Stack gap="lg">
    <Decided delivery={delivery} />
    {delivery.deployments.length > 0 && <CausedDeployments projectId={projectId} ids={delivery.deployments} />}
    <DeliveryFacts projectId={projectId} delivery={delivery} />
  </Stack>
);

const nameOf = ({ event, ref }: Delivery): string => (ref === null ? event : `${event} · ${shortRef(ref)}`);

/** One delivery: what was decided per mapping, by which signature it was believed, and what it has deployed. */
export const Component = (): ReactNode => {
  const { project } = useProjectOfTab();
  const { deliveryId = '' } = useParams();
  const read = useDelivery(project.id, deliveryId);
  const open = useOpenDialog();
  const delivery = read.data?.body;
  const mayRedeliver = mayDo(project, 'deploy:projects');
  const params = { projectId: project.id, deliveryId };
  useCommandLines([
    { title: 'Show this delivery', ocore: `ocore delivery get ${project.id} ${deliveryId}`, row: getDelivery, params },
    ...(mayRedeliver
      ? [
          {
            title: 'Run it again',
            ocore: `ocore delivery redeliver ${project.id} ${deliveryId}`,
            row: redeliverDelivery,
            params,
          },
        ]
      : []),
  ]);
  const title = delivery === undefined ? 'Delivery' : nameOf(delivery);
  return (
    <Page
      title={title}
      titles={[title, 'Deliveries', project.name]}
      order={2}
      lead={
        <Group gap="xs">
          <AppLink to={`/projects/${project.id}/deliveries`} underline="always">
            All deliveries
          </AppLink>
          {delivery !== undefined && (
            <span>
              <Ago at={delivery.receivedAt} />, {exactTime(delivery.receivedAt)}
            </span>
          )}
          <Code>{deliveryId}</Code>
        </Group>
      }
      actions={
        mayRedeliver &&
        delivery !== undefined && (
          <Button
            variant="default"
            onClick={() => open(<RedeliverDialog projectId={project.id} deliveryId={deliveryId} />)}
            aria-haspopup="dialog"
          >
            Redeliver
          </Button>
        )
      }
    >
      <Loaded read={read} what="the delivery">
        {({ body }) => <Shown projectId={project.id} delivery={body} />}
      </Loaded>
    </Page>
  );
};
