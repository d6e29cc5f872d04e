import { Button, Card, Group, NativeSelect, Stack, Text, TextInput, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { ConnectRepositoryBody, Provider } from '#shared/contract/repository.ts';
import { useMay } from '../api/use-me.ts';
import { useForm } from '../ui/form.ts';
import { notify } from '../ui/notices.tsx';
import { ProblemAlert } from '../ui/problem.tsx';
import { SideRead, shownOf } from '../ui/states.tsx';
import { providerWords } from '../ui/status.tsx';
import { providerOfUrl } from './provider-of-url.ts';
import { useConnect, useProviderSettings } from './queries.ts';
import { RepositoryPicker } from './repository-picker.tsx';

type Values = {
  readonly repositoryUrl: string;
  readonly branch: string;
  /** What was chosen; null: what the URL tells. */
  readonly provider: Provider | null;
};

const nothing: Values = { repositoryUrl: '', branch: 'main', provider: null };

/** The form of the manual. @param onConnected gets the secret of the webhook, where a person has to paste it */
export const ConnectForm = ({
  projectId,
  onConnected,
}: {
  readonly projectId: string;
  readonly onConnected: (secret: string | null) => void;
}): ReactNode => {
  const connect = useConnect();
  const readSettings = useProviderSettings(useMay('view:settings'));
  const settings = shownOf(readSettings)?.body.gitProviders ?? [];
  const form = useForm(
    ConnectRepositoryBody,
    nothing,
    ({ repositoryUrl, branch, provider }) => ({
      repositoryUrl: repositoryUrl.trim(),
      branch: branch.trim(),
      ...(provider === null ? {} : { provider }),
    }),
    async (body) => {
      const { body: repository } = await connect({ params: { projectId }, body });
      notify(`${repository.fullName} is connected.`);
      onConnected(repository.webhook.secret);
    },
  );
  const { repositoryUrl, branch, provider } = form.values;
  const recognised = providerOfUrl(repositoryUrl, settings);
  return (
    <Stack gap="lg">
      <Card withBorder padding="lg">
        <form onSubmit={form.submit} noValidate>
          <Stack gap="md">
            <Title order={3}>Connect a repository</Title>
            <Text size="sm" c="dimmed">
              oCore makes a deploy key that can only read, and a webhook. Where your organisation has set a credential
              for the provider it installs both; otherwise it says what to paste where.
            </Text>
            <TextInput
              label="Repository URL"
              description="The clone URL, SSH or HTTPS"
              placeholder="git@github.com:acme/odoo-custom.git"
              value={repositoryUrl}
              onChange={(event) => form.set('repositoryUrl', event.currentTarget.value)}
              error={form.errorOf('repositoryUrl')}
              autoComplete="off"
              spellCheck={false}
            />
            <TextInput
              label="Branch"
              description="The default branch. Every branch can be mapped to an environment."
              value={branch}
              onChange={(event) => form.set('branch', event.currentTarget.value)}
              error={form.errorOf('branch')}
              autoComplete="off"
              spellCheck={false}
            />
            <NativeSelect
              label="Provider"
              description="Taken from the URL. Choose it where a server of your own is not recognised."
              value={provider ?? recognised ?? ''}
              onChange={(event) =>
                form.set('provider', Provider.options.find((one) => one === event.currentTarget.value) ?? null)
              }
              data={[
                { value: '', label: 'As the URL tells' },
                ...Provider.options.map((value) => ({ value, label: providerWords[value] })),
              ]}
              error={form.errorOf('provider')}
            />
            {form.failure !== null && (
              <ProblemAlert error={form.failure} shownFields={['repositoryUrl', 'branch', 'provider']} />
            )}
            <Group>
              <Button type="submit" loading={form.isSending}>
                Connect
              </Button>
            </Group>
          </Stack>
        </form>
      </Card>
      <SideRead read={readSettings} what="the credentials of your Git providers" />
      <RepositoryPicker
        settings={settings}
        onPick={({ sshUrl, defaultBranch }, of) =>
          form.patch({ repositoryUrl: sshUrl, branch: defaultBranch ?? branch, provider: of })
        }
      />
    </Stack>
  );
};
