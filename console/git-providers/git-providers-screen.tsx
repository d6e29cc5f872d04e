import { Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import {
  deleteProviderSettings,
  listProviderSettings,
  updateProviderSettings,
} from '#shared/contract/endpoints/settings.ts';
import { useMay } from '../api/use-me.ts';
import { useCommandLines } from '../ui/command-lines.tsx';
import { Page } from '../ui/page.tsx';
import { Loaded } from '../ui/states.tsx';
import { ProviderCard } from './provider-card.tsx';
import { useGitProviders } from './queries.ts';

const useLines = (mayManage: boolean): void => {
  const params = { provider: 'github' };
  useCommandLines([
    { title: 'List the settings', ocore: 'ocore provider list', row: listProviderSettings },
    ...(mayManage
      ? [
          {
            title: 'Set a token of GitHub',
            ocore: 'ocore provider set github --token - < token.txt',
            row: updateProviderSettings,
            params,
            body: { credential: { kind: 'token', token: 'THE_TOKEN' } },
          },
          { title: 'Remove it', ocore: 'ocore provider remove github', row: deleteProviderSettings, params },
        ]
      : []),
  ]);
};

/** The credentials and servers of the four Git providers. */
export const Component = (): ReactNode => {
  const read = useGitProviders();
  const mayManage = useMay('manage:settings');
  useLines(mayManage);
  return (
    <Page
      title="Git Providers"
      lead="With a credential, oCore sets up deploy keys and webhooks by itself. Without one, everything works by hand."
    >
      <Loaded read={read} what="the Git providers">
        {({ body: { gitProviders } }) => (
          <Stack gap="md">
            {gitProviders.map((settings) => (
              <ProviderCard key={settings.provider} settings={settings} mayManage={mayManage} />
            ))}
          </Stack>
        )}
      </Loaded>
    </Page>
  );
};
