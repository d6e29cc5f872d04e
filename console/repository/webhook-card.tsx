import { Button, Card, Checkbox, Code, Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Repository } from '#shared/contract/repository.ts';
import { Ago, When } from '../ui/ago.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { CopyText } from '../ui/copy-button.tsx';
import { useOpenDialog } from '../ui/dialog-host.tsx';
import { OutsideLink } from '../ui/link.tsx';
import { providerWords } from '../ui/status.tsx';
import { useReconfigureWebhook, useRevealSecret } from './queries.ts';
import type { Report } from './report.tsx';

type Of = { readonly projectId: string; readonly onSecret: (secret: string | null) => void };

const RevealDialog = ({ projectId, onSecret }: Of): ReactNode => {
  const reveal = useRevealSecret();
  const confirm = async (): Promise<void> => onSecret((await reveal({ params: { projectId } })).body.secret);
  return (
    <ConfirmDialog title="Reveal the secret" action="Show it" onConfirm={confirm}>
      <Text size="sm">
        The secret is shown on this page until you hide or leave it. Whoever has it can send deliveries that oCore
        believes. The audit log tells that you have seen it.
      </Text>
    </ConfirmDialog>
  );
};

const ReconfigureDialog = ({
  projectId,
  repository,
  onSecret,
  onReport,
}: Of & {
  readonly repository: Repository;
  readonly onReport: (report: Report) => void;
}): ReactNode => {
  const reconfigure = useReconfigureWebhook();
  const [revokeNow, setRevokeNow] = useState(false);
  const confirm = async (): Promise<void> => {
    const { body } = await reconfigure({ params: { projectId }, body: { revokeNow } });
    onSecret(body.webhook.secret);
    const left = body.nextSteps.filter(({ action }) => action === 'add_webhook');
    onReport({
      title: 'The webhook has a new URL and secret',
      left: left.map(({ detail }) => ({ text: detail, where: body.webhook.settingsUrl })),
    });
  };
  return (
    <ConfirmDialog title="Reconfigure the webhook" action="Make new ones" onConfirm={confirm}>
      <Text size="sm">
        oCore makes a new URL and a new secret. The present ones are accepted for another 24 hours.{' '}
        {repository.webhook.installed === 'automatic'
          ? 'oCore changes the webhook at the provider itself.'
          : 'You have to paste the new ones at the provider in that time.'}
      </Text>
      <Checkbox
        label="End the present ones at once"
        description="For a secret that has leaked. Pushes do not arrive until the new ones are at the provider."
        checked={revokeNow}
        onChange={(event) => setRevokeNow(event.currentTarget.checked)}
      />
    </ConfirmDialog>
  );
};

const Secret = ({
  secret,
  isManual,
  mayManage,
  onHide,
}: {
  readonly secret: string | null;
  readonly isManual: boolean;
  readonly mayManage: boolean;
  readonly onHide: () => void;
}): ReactNode => {
  if (secret !== null) {
    return (
      <Stack gap="xs" align="stretch">
        <CopyText label="Secret" text={secret} />
        <Group>
          <Button size="compact-xs" variant="default" onClick={onHide}>
            Hide the secret
          </Button>
        </Group>
      </Stack>
    );
  }
  return (
    <Text size="sm" c="dimmed">
      {isManual
        ? `The secret is hidden.${mayManage ? '' : ' Somebody who manages the project can reveal it.'}`
        : 'The secret is known to oCore and the provider alone.'}
    </Text>
  );
};

/** The address and the secret by which pushes arrive. */
export const WebhookCard = ({
  projectId,
  repository,
  mayManage,
  secret,
  onSecret,
  onReport,
}: Of & {
  readonly repository: Repository;
  readonly mayManage: boolean;
  readonly secret: string | null;
  readonly onReport: (report: Report) => void;
}): ReactNode => {
  const open = useOpenDialog();
  const reconfigure = (): void =>
    open(<ReconfigureDialog projectId={projectId} repository={repository} onSecret={onSecret} onReport={onReport} />);
  const { url, events, contentType, installed, settingsUrl, generation, previousGenerationUntil, lastDeliveryAt } =
    repository.webhook;
  const isManual = installed === 'manual';
  // A delivery of the former URL and secret proves nothing of the present ones.
  const isMissing = lastDeliveryAt === null || repository.nextSteps.some(({ action }) => action === 'add_webhook');
  return (
    <Card withBorder padding="lg" component="section" aria-label="Webhook">
      <Stack gap="sm">
        <Title order={3}>Webhook</Title>
        <Text size="sm" c="dimmed">
          {isManual
            ? isMissing
              ? 'Add it at the provider.'
              : 'It is at the provider: deliveries arrive.'
            : 'oCore has added it at the provider.'}{' '}
          <OutsideLink href={settingsUrl} inherit>
            Webhooks at {providerWords[repository.provider]}
          </OutsideLink>
        </Text>
        <CopyText label="Webhook URL" text={url} />
        <Secret secret={secret} isManual={isManual} mayManage={mayManage} onHide={() => onSecret(null)} />
        <Text size="xs" c="dimmed" component="div" className="text-of-others">
          Content type <Code>{contentType}</Code> · events {events.join(', ')} · generation {generation} · last
          delivery: <Ago at={lastDeliveryAt} />
        </Text>
        {previousGenerationUntil !== null && (
          <Text size="sm">
            The former URL and secret end <When at={previousGenerationUntil} />.
          </Text>
        )}
        {mayManage && (
          <Group gap="xs">
            {isManual && secret === null && (
              <Button
                size="xs"
                variant="default"
                onClick={() => open(<RevealDialog projectId={projectId} onSecret={onSecret} />)}
                aria-haspopup="dialog"
              >
                Reveal Secret
              </Button>
            )}
            <Button size="xs" variant="default" onClick={reconfigure} aria-haspopup="dialog">
              Reconfigure Webhook
            </Button>
          </Group>
        )}
      </Stack>
    </Card>
  );
};
