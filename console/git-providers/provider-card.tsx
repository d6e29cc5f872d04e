import { Badge, Button, Card, Code, Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ProviderSettings } from '#shared/contract/provider-settings.ts';
import { Ago, When } from '../ui/ago.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { useOpenDialog } from '../ui/dialog-host.tsx';
import { Facts } from '../ui/facts.tsx';
import { isOwnServer } from '../ui/public-hosts.ts';
import { providerWords } from '../ui/status.tsx';
import { EditProviderDialog } from './edit-provider-dialog.tsx';
import { useProviderTarget, useRemoveProvider } from './queries.ts';

const RemoveDialog = ({ settings: { provider } }: { readonly settings: ProviderSettings }): ReactNode => {
  const remove = useRemoveProvider();
  const target = useProviderTarget(provider);
  const name = providerWords[provider];
  return (
    <ConfirmDialog
      title={`Remove the settings of ${name}`}
      action="Remove them"
      said={`The settings of ${name} were removed.`}
      typedName={name}
      onConfirm={() => remove(target)}
    >
      <Text size="sm">
        The credential and the address go. Repositories stay connected, but oCore no longer sets up deploy keys and
        webhooks there by itself; with an address of your own, it does not reach them any more.
      </Text>
    </ConfirmDialog>
  );
};

const Credential = ({ credential }: Pick<ProviderSettings, 'credential'>): ReactNode =>
  credential === null ? (
    'None: deploy keys and webhooks are set up by hand.'
  ) : (
    <>
      {credential.kind === 'app' ? 'App' : 'Token'} of {credential.login}, ending in <Code>{credential.lastFour}</Code>,
      set <Ago at={credential.setAt} />
      {credential.expiresAt !== null && (
        <>
          , expires <When at={credential.expiresAt} />
        </>
      )}
    </>
  );

const prints = (lines: readonly (readonly [name: string, print: string])[]): ReactNode =>
  lines.length === 0
    ? null
    : lines.map(([name, print]) => (
        <div key={print}>
          {name} <Code className="text-of-others">{print}</Code>
        </div>
      ));

/** What is set of a provider, with fingerprints in the place of keys. */
export const ProviderCard = ({
  settings,
  mayManage,
}: {
  readonly settings: ProviderSettings;
  readonly mayManage: boolean;
}): ReactNode => {
  const open = useOpenDialog();
  const { provider, baseUrl, sshHost, sshPort, sshHostKeys, caBundle, credential } = settings;
  const name = providerWords[provider];
  const isOwn = isOwnServer(baseUrl);
  const isSet = credential !== null || isOwn || caBundle.length > 0;
  return (
    <Card withBorder padding="lg" component="section" aria-label={name}>
      <Stack gap="sm">
        <Group gap="xs">
          <Title order={2}>{name}</Title>
          {credential !== null && <Badge color="green">Credential</Badge>}
          {isOwn && <Badge color="gray">Own server</Badge>}
        </Group>
        <Facts
          facts={[
            ['Credential', <Credential key="credential" credential={credential} />],
            ['Server', baseUrl],
            [
              'SSH',
              sshHost === null && sshPort === null ? null : `${sshHost ?? ''}${sshPort === null ? '' : `:${sshPort}`}`,
            ],
            ['Host keys', prints(sshHostKeys.map(({ type, fingerprint }) => [type, fingerprint]))],
            ['Authorities', prints(caBundle.map(({ subject, fingerprint }) => [subject, fingerprint]))],
          ]}
        />
        {mayManage && (
          <Group gap="xs">
            <Button
              size="xs"
              variant="default"
              onClick={() => open(<EditProviderDialog settings={settings} />)}
              aria-haspopup="dialog"
              aria-label={`Set up ${name}`}
            >
              Set up
            </Button>
            {isSet && (
              <Button
                size="xs"
                variant="default"
                onClick={() => open(<RemoveDialog settings={settings} />)}
                aria-haspopup="dialog"
                aria-label={`Remove ${name}`}
              >
                Remove
              </Button>
            )}
          </Group>
        )}
      </Stack>
    </Card>
  );
};
